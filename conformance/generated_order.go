// Places an order with the client that was generated beside this file, and reads it again.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"
)

const wanted = `{
	"type": "Feature",
	"geometry": {"type": "Point", "coordinates": [-9.14, 38.72]},
	"properties": {"order_name": "by a generated client", "sku": "TSKPOI-M"}
}`

func main() {
	url, token, contract := os.Args[1], os.Args[2], os.Args[3]
	credentials := WithRequestEditorFn(func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("X-Satellogic-Contract-Id", contract)
		return nil
	})
	client, err := NewClientWithResponses(url, credentials)
	must(err)
	var order PlaceOrder
	must(json.Unmarshal([]byte(wanted), &order))
	placed, err := client.PlaceOrderWithResponse(context.Background(), order)
	must(err)
	if placed.JSON201 == nil {
		log.Fatalf("not placed: %s", placed.Body)
	}
	read, err := client.GetOrderWithResponse(context.Background(), placed.JSON201.Id, &GetOrderParams{})
	must(err)
	if read.JSON200 == nil || read.JSON200.Properties.OrderName != "by a generated client" {
		log.Fatalf("not read: %s", read.Body)
	}
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
