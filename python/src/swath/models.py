# Made by scripts/generate.py: change what it is made from.


from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, Optional, Union

from pydantic import Field, RootModel
from swath.base import Model


class AnalysisPrice(Model):
    """
    Of the order that was analysed
    """

    total_minor: int
    currency: str


class Asset(Model):
    href: str
    type: str
    title: str
    roles: list[str]
    size_bytes: int
    sha256: str


class BulkResultResultsErrorErrors(Model):
    pointer: str
    code: str
    message: str


class BulkResultResultsError(Model):
    code: str
    message: str
    errors: list[BulkResultResultsErrorErrors]


class CancellationFees(Model):
    currency: str
    orders: int
    amount_minor: int


class CaptureAccess(Model):
    satellite_name: str
    start: datetime
    end: datetime
    off_nadir_deg: Optional[float] = None
    view_azimuth_deg: Optional[float] = None
    incidence_angle_deg: Optional[float] = None
    sun_elevation_deg: Optional[float] = None
    sun_azimuth_deg: Optional[float] = None


class Constraint(Model):
    """
    What makes a request impossible
    """

    name: str
    requested_deg: Optional[float] = None
    """
    The limit that was analysed
    """
    nearest_deg: Optional[float] = None
    """
    The limit that the nearest pass in the first five days of the window would need
    """
    message: str


class ConsumptionGroup(Model):
    """
    Has the fields that it is grouped by
    """

    day: Optional[date] = None
    month: Optional[str] = None
    sku: Optional[str] = None
    project_id: Optional[str] = None
    project_name: Optional[str] = None
    order_id: Optional[str] = None
    processing_level: Optional[
        Union[Literal['L0', 'L1A', 'L1B', 'L1C', 'L1D', 'L1D_SR'], str]
    ] = None
    unit: Union[Literal['km2', 'capture'], str]
    currency: str
    deliverables: int
    """
    How many
    """
    quantity: float
    """
    In unit, as delivered; exact to six places
    """
    amount_minor: int
    """
    As charged at the delivery, in minor units of the currency
    """
    credited_minor: int
    """
    What refunds and re-ratings took back since
    """
    net_minor: int
    """
    amount_minor - credited_minor
    """
    deliverables_href: str
    """
    The deliverables that this adds up, and no others
    """


class ConsumptionTotal(Model):
    unit: Union[Literal['km2', 'capture'], str]
    currency: str
    deliverables: int
    """
    How many
    """
    quantity: float
    """
    In unit, as delivered; exact to six places
    """
    amount_minor: int
    """
    As charged at the delivery, in minor units of the currency
    """
    credited_minor: int
    """
    What refunds and re-ratings took back since
    """
    net_minor: int
    """
    amount_minor - credited_minor
    """


class CoverageByDay(Model):
    by: datetime
    share: float


class Coverage(Model):
    """
    How an area fills
    """

    source: str
    """
    Where the chances of a clear sky come from
    """
    strips: int
    """
    Images that show the area once
    """
    expected_attempts: float
    """
    How many images it takes on average, with clouds
    """
    by_day: list[CoverageByDay]
    """
    The share of the area that is expected to be imaged by then
    """


class DeliverableCharge(Model):
    """
    Booked when the deliverable is delivered
    """

    amount_minor: int
    """
    As it was charged; it never changes
    """
    credited_minor: int
    """
    What was given back of it later
    """
    net_minor: int
    """
    amount_minor - credited_minor
    """
    currency: str


class DeliveryFile(Model):
    key: Optional[str] = None
    """
    As among the assets of the deliverable; null: the manifest
    """
    path: str
    """
    Below the root of the destination
    """
    media_type: str
    size_bytes: int
    sha256: str
    sent_at: Optional[datetime] = None
    """
    When it was there, whole and checked
    """


class EventData(Model):
    order_id: str
    contract_id: str
    entity: Union[Literal['order', 'capture', 'deliverable', 'delivery'], str]
    entity_id: str
    action: str
    status: str
    outcome: Optional[str] = None
    reason_code: Optional[str] = None
    message: str
    actor: str
    """
    The credential that did it, or `swath`, or `provider`, or the title of a provider that is shown
    """
    occurred_at: Optional[datetime] = None
    """
    When it happened in the sky or at the provider, where that differs from time
    """
    changes: dict[str, Any]
    """
    The fields that the event set
    """


class Event(Model):
    """
    A change, CloudEvents-shaped. Events are kept for ever.
    """

    specversion: Literal['1.0']
    id: str
    """
    evt.<uuid>
    """
    sequence: int
    """
    Of two events of one entity, the one with the higher number happened later. Not the order of the feed
    """
    type: str
    source: str
    subject: str
    """
    The entity, e.g. order/000123 or capture/capt.<uuid>
    """
    time: datetime
    timestamp: datetime
    """
    The same as time, for clients of the published API
    """
    message: str
    data: EventData


class FileLink(Model):
    href: str
    """
    Gives whoever has it the file, without a token
    """
    expires_at: datetime


class DeliveredFile(Model):
    href: str
    type: str
    title: str
    roles: list[str]
    size_bytes: int
    sha256: str
    key: str
    file_name: str


class FileList(Model):
    count: int
    next: Optional[str] = None
    """
    Relative URL of the next page
    """
    previous: Optional[str] = None
    results: list[DeliveredFile]


class FoundPlaceGeometry(Model):
    """
    Its middle; of a country, that of its cities
    """

    type: Literal['Point']
    coordinates: list[float]


class FoundPlace(Model):
    """
    A city or a country that was found by its name
    """

    name: str
    """
    As it is written where it lies
    """
    kind: Union[Literal['city', 'country'], str]
    country_code: str
    """
    ISO 3166-1 alpha-2
    """
    country: str
    """
    In English
    """
    region_code: Optional[str] = None
    """
    The state, where states have codes of letters
    """
    population: int
    """
    Of a country: of its cities
    """
    geometry: FoundPlaceGeometry
    """
    Its middle; of a country, that of its cities
    """
    bbox: Optional[list[float]] = None
    """
    The cities of a country: west, south, east, north in degrees, with west > east across the antimeridian; null of a city
    """


class InvoicingTax(Model):
    category: Union[Literal['S', 'Z', 'E', 'AE', 'G', 'O'], str]
    percent: Optional[float] = 0
    reason: Optional[str] = None
    """
    Why it is exempt; asked of E
    """


class Invoicing(Model):
    """
    What electronic invoices (UBL, Peppol BIS Billing 3) ask of a customer
    """

    country: str
    peppol_id: str
    tax: InvoicingTax
    payment_days: Optional[int] = 30
    """
    After the day of the statement
    """


class ListPrice(Model):
    amount_minor: int
    """
    Per unit, in minor units of the currency
    """
    valid_from: Optional[datetime] = None
    """
    Null: from the beginning
    """
    valid_until: Optional[datetime] = None
    """
    Null: until further notice
    """


class MultiPolygon(Model):
    type: Literal['MultiPolygon']
    coordinates: list[list[list[list[float]]]]


class OddsByDay(Model):
    by: datetime
    attempts: int
    """
    Each begins when the one before is known to have failed
    """
    probability: float


class Odds(Model):
    """
    How likely the sky is clear enough at one of the attempts. That skies change slowly is reckoned with
    """

    source: str
    """
    Where the chances of a clear sky come from
    """
    basis: Union[Literal['climate', 'forecast', 'provider'], str]
    """
    forecast as soon as one of the attempts is foretold; provider where it tells the chances and not whence
    """
    by_day: list[OddsByDay]
    """
    For each day that has an attempt, as it is after the last one of the day
    """


class OpportunityPrice(Model):
    """
    Of the order that names it
    """

    total_minor: int
    currency: str


class OrderPropertiesParameters(Model):
    start: datetime
    end: datetime
    task_id: int


class OrderPropertiesStatusReportProgressLevels(Model):
    delivered_km2: float
    deliverables: dict[str, int]
    """
    Their number by status
    """


class OrderPropertiesLatestEvent(Model):
    id: str
    type: str
    time: datetime
    reason_code: Optional[str] = None
    message: str


class OrderPropertiesPrice(Model):
    total_minor: int
    """
    While the order is open, the most that it may cost; once it is closed, what it did cost
    """
    quoted_minor: int
    """
    What it costs if everything is delivered, as it was ordered
    """
    charged_minor: int
    """
    What was charged so far: for deliverables, or for its cancellation
    """
    credited_minor: int
    """
    What was given back of that
    """
    currency: str
    quote_id: Optional[str] = None


class OrderPropertiesCancellationFees(Model):
    from_: datetime = Field(..., alias='from')
    fee_minor: int


class OrderPropertiesCancellation(Model):
    allowed: bool
    until: Optional[datetime] = None
    """
    When the next collection starts, which cannot be canceled from then on, where known
    """
    captures_to_cancel: int
    """
    How many captures it would cancel, as far as they are planned: those that have not begun
    """
    captures_kept: int
    """
    How many would be finished, delivered and charged, since they have begun
    """
    fee_minor: int
    """
    What it costs, or did cost, as of updated_at
    """
    fees: list[OrderPropertiesCancellationFees]
    """
    What it will cost from which time on, as far as collections are planned
    """


class OwnCredentialExternalIdentity(Model):
    """
    As which the tokens of another issuer name it, which are taken like its own
    """

    issuer: str
    subject: str


class OwnCredentialSpending(Model):
    """
    Of a credential with a spend cap
    """

    from_: datetime = Field(..., alias='from')
    """
    Beginning of the month
    """
    until: datetime
    ordered_minor: int
    """
    Open orders as if all of them is delivered, closed ones as they were delivered
    """
    remaining_minor: int
    currency: str


class PlacesFound(Model):
    """
    The cities and countries of a name, the most likely first
    """

    places: list[FoundPlace]
    attribution: str
    """
    To be shown beside them
    """


class Point(Model):
    type: Literal['Point']
    coordinates: list[float]


class Polygon(Model):
    type: Literal['Polygon']
    coordinates: list[list[list[float]]]


class PriceLineItems(Model):
    description: str
    quantity: float
    unit: str
    unit_price_minor: int
    amount_minor: int


class PriceCancellationFees(Model):
    hours_before: float
    """
    From so many hours before the first collection on
    """
    fee_pct: float
    fee_minor: int


class Price(Model):
    """
    What an order would cost now; nobody has promised it
    """

    sku: str
    line_items: list[PriceLineItems]
    total_minor: int
    """
    If everything is delivered; only what is delivered is charged
    """
    currency: str
    cancellation_fees: list[PriceCancellationFees]
    """
    Before the first step a cancellation is free
    """


class ProductPrice(Model):
    amount_minor: int
    """
    Per unit, in minor units of the currency
    """
    currency: str
    unit: Union[Literal['km2', 'capture'], str]


class ProductLimits(Model):
    min_area_km2: float
    max_area_km2: float
    max_strip_ratio: float
    """
    The strips over an area have so many times its area at most; compact areas have less than 10
    """
    min_strip_km2: float
    """
    Each strip over an area is billed as so many km2 at least
    """
    default_window_days: float
    max_window_days: float
    captures: Optional[int] = None
    """
    An order is of so many captures unless it asks for fewer, as the SKU says; null: of one, or as its parameters ask
    """
    max_cloud_pct: float
    """
    An image with more clouds is not delivered
    """
    default_max_off_nadir_deg: float
    default_min_sun_elevation_deg: float


class ProductFootprint(Model):
    """
    The image round a point; an area has its own shape
    """

    width_km: float
    length_km: float


class ProductCancellationFees(Model):
    hours_before: float
    fee_pct: float


class Project(Model):
    project_id: str
    project_name: str
    contract_id: str
    created_at: datetime
    updated_at: datetime


class QuotaUse(Model):
    measure: Union[Literal['amount', 'km2', 'orders'], str]
    period: Union[Literal['month', 'contract'], str]
    """
    Months are those of UTC
    """
    limit: float
    """
    Of an amount: in minor units
    """
    sku: Optional[str] = None
    """
    All SKUs together when null
    """
    at_limit: Union[Literal['refuse', 'approval'], str]
    """
    What becomes of an order beyond it: refused, or kept until the order desk approves it
    """
    quota_id: str
    used: float


class QuoteLineItems(Model):
    description: str
    quantity: float
    unit: str
    unit_price_minor: int
    amount_minor: int


class QuoteCancellationFees(Model):
    hours_before: float
    """
    From so many hours before the first collection on
    """
    fee_pct: float
    fee_minor: int


class Quote(Model):
    """
    A price that is locked until it expires
    """

    quote_id: str
    sku: str
    line_items: list[QuoteLineItems]
    total_minor: int
    """
    If everything is delivered; only what is delivered is charged
    """
    currency: str
    cancellation_fees: list[QuoteCancellationFees]
    """
    Before the first step a cancellation is free
    """
    created_at: datetime
    expires_at: datetime
    """
    Until then an order that names the quote gets this price
    """


class RelaxationParameters(Model):
    """
    One parameter or two, to put in the place of those that were asked
    """

    start: Optional[datetime] = None
    end: Optional[datetime] = None
    min_ona: Optional[float] = None
    max_ona: Optional[float] = None
    min_sun_elevation: Optional[float] = None
    max_sun_elevation: Optional[float] = None


class Relaxation(Model):
    """
    A change of a request by which it would be possible
    """

    parameters: RelaxationParameters
    """
    One parameter or two, to put in the place of those that were asked
    """
    passes: int
    """
    How many passes there would be; others may be seen at a moment that is not their best
    """
    first_at: datetime
    """
    When the first of them begins
    """
    message: str


class SpacePoint(Model):
    """
    A point that turns with the Earth (ECEF), as longitude and so on
    """

    longitude: float
    latitude: float
    altitude_m: float
    """
    Metres above the WGS84 ellipsoid
    """


class SpendCap(Model):
    """
    What a credential may order at most in a calendar month (UTC), for all its contracts together
    """

    amount_minor: int
    """
    Minor units of the currency
    """
    currency: str


class StatementCustomer(Model):
    name: str
    address: list[str]
    tax_id: Optional[str] = None
    number: str
    reference: Optional[str] = None
    invoicing: Optional[Invoicing] = None
    """
    Of the day on which it was closed; what is known now, if nothing was known then
    """


class StatementProvider(Model):
    name: str
    address: list[str]
    tax_id: Optional[str] = None
    country: Optional[str] = None
    peppol_id: Optional[str] = None


class TimelineEntries(Model):
    kind: Union[Literal['ACTUAL', 'ESTIMATE'], str]
    at: datetime
    """
    When it happened, or is expected to, in the sky or at the provider
    """
    recorded_at: Optional[datetime] = None
    """
    When Swath recorded it
    """
    what: str
    """
    The event type; of an estimate, the event that is expected
    """
    entity: Union[Literal['order', 'capture', 'deliverable', 'delivery'], str]
    entity_id: Optional[str] = None
    reason_code: Optional[str] = None
    message: str


class Timeline(Model):
    """
    What happened to an order and its parts, and what is expected, in order
    """

    order_id: str
    entries: list[TimelineEntries]


class Uplift(Model):
    """
    What an order may ask for besides, at a percentage of the price: `rush_processing`, `public_release`
    """

    uplift: str
    pct: float


class ValidationErrors(Model):
    pointer: str
    code: str
    message: str


class Validation(Model):
    """
    Everything that is wrong at once, or else the price
    """

    valid: bool
    errors: list[ValidationErrors]
    price: Optional[Price] = None
    """
    Of an order that is valid
    """


class Balance(Model):
    """
    available + held + consumed = granted
    """

    contract_id: str
    currency: str
    minor_digits: int
    """
    Decimals of the currency: 0 for JPY, 3 for KWD
    """
    is_limited: bool
    """
    Whether the contract has a budget; without one, `available_minor` is below zero and no limit
    """
    at_limit: Union[Literal['refuse', 'approval'], str]
    """
    What becomes of an order beyond the budget
    """
    granted_minor: int
    available_minor: int
    held_minor: int
    """
    Set aside for open orders
    """
    consumed_minor: int
    """
    Charges and fees, less refunds and credits
    """
    quotas: list[QuotaUse]


class Consumption(Model):
    """
    What was delivered in a period: the deliverables that have a delivered_at in it
    """

    count: int
    next: Optional[str] = None
    """
    Relative URL of the next page
    """
    previous: Optional[str] = None
    results: list[ConsumptionGroup]
    group_by: list[
        Union[
            Literal['day', 'month', 'sku', 'project', 'order', 'processing_level'], str
        ]
    ]
    totals: list[ConsumptionTotal]
    """
    Over all groups, for each unit and currency
    """
    cancellation_fees: Optional[list[CancellationFees]] = None
    """
    Booked in the period for the same orders, beside the totals; null where a filter is about deliverables
    """
    read_from: Union[Literal['rollups', 'deliverables'], str]
    """
    Both give the same numbers; rollups are faster
    """


class Delivery(Model):
    """
    The files of a deliverable on their way to a destination
    """

    delivery_id: str
    contract_id: str
    order_id: str
    capture_id: str
    deliverable_id: str
    destination_id: str
    status: Union[
        Literal['pending', 'transferring', 'completed', 'failed', 'canceled'], str
    ]
    reason_code: Optional[str] = None
    """
    Why the last attempt failed, or the delivery
    """
    error: Optional[str] = None
    """
    The same as a sentence
    """
    attempts: int
    next_attempt_at: Optional[datetime] = None
    """
    Not before; a disabled destination waits until it is enabled
    """
    total_bytes: int
    sent_bytes: int
    """
    Of files that are there whole
    """
    manifest_path: str
    """
    Written last: whoever sees it sees everything
    """
    files: list[DeliveryFile]
    actions: list[str]
    """
    What may be done with the delivery now
    """
    started_at: Optional[datetime] = None
    completed_at: Optional[datetime] = None
    created_at: datetime
    updated_at: datetime


class Nei(Model):
    """
    Non-Earth imaging: one capture of an object in space, by this satellite at this moment
    """

    mode: Union[Literal['spotlight', 'evo_stripe'], str]
    """
    spotlight: the boresight rests on first_point; evo_stripe: it goes from first_point to last_point, at constant altitude and at an even pace
    """
    satellite: str
    """
    Which satellite is to look
    """
    first_point_time: datetime
    """
    The centre of the capture: it begins duration_s / 2 earlier, and ends as much later
    """
    first_point: SpacePoint
    """
    Where the boresight is when the capture begins
    """
    last_point: Optional[SpacePoint] = None
    """
    Of evo_stripe only: where it is when the capture ends, at the altitude of first_point
    """
    duration_s: Optional[float] = 6


class Opportunity(Model):
    """
    One pass of one satellite that could serve the order
    """

    satellite_name: str
    start: datetime
    end: datetime
    off_nadir_deg: Optional[float] = None
    view_azimuth_deg: Optional[float] = None
    incidence_angle_deg: Optional[float] = None
    sun_elevation_deg: Optional[float] = None
    sun_azimuth_deg: Optional[float] = None
    ground_track_heading_deg: Optional[float] = None
    """
    Where the satellite flies, from north
    """
    clear_probability: Optional[float] = None
    """
    How likely the sky there is clear enough for the product's cloud limit
    """
    footprint: Union[Point, Polygon, MultiPolygon]
    """
    What the image would cover: of an area, one of its strips; the target itself where the provider does not tell it
    """
    parts: Optional[list[int]] = None
    """
    Of an area: which polygons of its geometry, counted from 1, the strip shows
    """
    opportunity_id: Optional[str] = None
    """
    Order just this pass by naming it in `parameters.opportunity_id`; null where one image is not the whole order, and where the provider reserves nothing
    """
    price: Optional[OpportunityPrice] = None
    """
    Of the order that names it
    """
    expires_at: datetime
    """
    Until when it can be ordered
    """
    orbit_direction: Optional[Union[Literal['ascending', 'descending'], str]] = None
    """
    To the north or to the south; null where the provider does not tell it
    """
    ground_sample_distance_m: Optional[float] = None
    """
    In the middle of the image, between the values along and across the line of sight
    """
    clear_basis: Optional[Union[Literal['climate', 'forecast'], str]] = None
    """
    Whether clear_probability is climate, by place and month, or a forecast of this day
    """
    conflict: Union[Literal['none', 'possible', 'expected'], str]
    """
    Beside the captures of your own contract: `expected` if the satellite is at one of them within a minute, `possible` if one that has no pass yet is near and may take this one. It says nothing about other customers
    """
    expected_delivery: dict[str, datetime]
    """
    When a product of each ordered level would be there, if the image is taken then
    """


class OrderPropertiesStatusReportProgress(Model):
    captures: dict[str, int]
    """
    Number of captures by status
    """
    deliverables: dict[str, int]
    """
    Number of deliverables by status
    """
    deliveries: dict[str, int]
    """
    Number of deliveries by status
    """
    requested_km2: float
    delivered_km2: float
    """
    Of which at least one product is delivered
    """
    levels: dict[str, OrderPropertiesStatusReportProgressLevels]
    """
    The same for each processing level
    """
    remaining_geometry: Optional[Union[Point, Polygon, MultiPolygon]] = None
    """
    Of an area order: what nothing that was delivered covers yet
    """


class OrderPropertiesStatusReport(Model):
    status: Union[
        Literal[
            'received', 'in_progress', 'completed', 'failed', 'rejected', 'canceled'
        ],
        str,
    ]
    """
    Of a closed order its result, in the words that published clients read first
    """
    reason_code: Optional[str] = None
    """
    Why it ended as it did; while it goes on, why something is missing as yet
    """
    message: str
    """
    How it stands, by the newest facts, for people
    """
    progress: OrderPropertiesStatusReportProgress
    next_expected_at: Optional[datetime] = None
    """
    The next collection or delivery, as far as it can be foretold
    """


class OrderProperties(Model):
    order_id: str
    order_name: str
    client_reference: Optional[str] = None
    awaits_approval: bool
    """
    It goes beyond a limit of the contract, and the order desk has not decided yet
    """
    awaits_spending_approval: bool
    """
    It costs more than may be spent without an approver of the customer, who has not decided yet
    """
    replaces_deliverable_id: Optional[str] = None
    """
    The rejected deliverable that it is to make again
    """
    contract_id: str
    contract_name: str
    project_id: str
    project_name: str
    destination_id: Optional[str] = None
    """
    As it was ordered; null: nowhere; absent: the default
    """
    sku: str
    product_name: str
    status: Union[Literal['received', 'in_progress', 'closed'], str]
    outcome: Optional[
        Union[
            Literal[
                'fulfilled',
                'partially_fulfilled',
                'unfulfilled',
                'rejected',
                'canceled',
                'failed',
            ],
            str,
        ]
    ] = None
    created_at: datetime
    updated_at: datetime
    closed_at: Optional[datetime] = None
    parameters: OrderPropertiesParameters
    metadata: dict[str, str]
    area_km2: float
    """
    Geodesic area that was ordered
    """
    priority: int
    """
    By the contract; the higher the sooner
    """
    priority_class: Union[Literal['urgent', 'priority', 'standard', 'flexible'], str]
    """
    By the contract. Of two orders that want the same pass, the one of the earlier class gets it
    """
    status_report: OrderPropertiesStatusReport
    latest_event: OrderPropertiesLatestEvent
    price: OrderPropertiesPrice
    cancellation: OrderPropertiesCancellation
    actions: list[str]
    """
    What may be done with the order now
    """


class Order(Model):
    type: Literal['Feature']
    id: str
    geometry: Union[Point, Polygon, MultiPolygon]
    properties: OrderProperties


class OwnCredential(Model):
    client_id: str
    name: str
    role: Union[Literal['customer', 'operator', 'provider'], str]
    contract_ids: list[str]
    provider: Optional[str] = None
    """
    Of a provider: its name
    """
    spend_cap: Optional[SpendCap] = None
    scopes: list[str]
    """
    See UpdateCredential
    """
    acts_as: Optional[
        Union[
            Literal[
                'viewer',
                'orderer',
                'approver',
                'finance',
                'administrator',
                'order_desk',
                'mission_operator',
                'catalog',
                'support',
            ],
            str,
        ]
    ] = None
    """
    The role that has these scopes; null: they are a set of their own
    """
    created_by: Optional[str] = None
    """
    The credential that made it; null: the operator
    """
    credentials_made: int
    """
    How many credentials come from it, directly or not: revoking it revokes them
    """
    set_up: int
    """
    How many enabled webhooks and destinations, and notifications by mail, it and what comes from it have set up: revoking it stops them
    """
    expires_at: Optional[datetime] = None
    """
    null: never
    """
    external_identity: Optional[OwnCredentialExternalIdentity] = None
    """
    As which the tokens of another issuer name it, which are taken like its own
    """
    previous_secret_until: Optional[datetime] = None
    """
    Until when the secret before this one is valid as well; null: it is not
    """
    may_change: bool
    """
    Whether whoever asks may change and revoke it
    """
    may_change_cap: bool
    """
    Likewise its spend cap
    """
    created_at: datetime
    last_used_at: Optional[datetime] = None
    """
    To the minute; null: never
    """
    spending: Optional[OwnCredentialSpending] = None
    """
    Of a credential with a spend cap
    """


class Product(Model):
    """
    A SKU of the contract: what may be ordered, and on which terms
    """

    sku: str
    product_code: Union[
        Literal['TSKPOI', 'TSKARE', 'TSKRSH', 'TSKRRD', 'TSKNEI', 'ARCIMG', 'ARCLGD'],
        str,
    ]
    product_name: str
    geometry_types: list[str]
    parameters: dict[str, Any]
    """
    JSON Schema of the parameters of an order, with the defaults of the contract
    """
    price: ProductPrice
    prices: list[ListPrice]
    """
    The price now, and those that are announced
    """
    min_quantity: float
    """
    Each level of an order is billed as so many units at least, in proportion to what is delivered
    """
    overlap: Union[Literal['once', 'each'], str]
    """
    Ground that several strips of an order show counts once, or for each of them
    """
    levels: Union[Literal['each', 'once'], str]
    """
    Each processing level of a capture is billed, or only the one that is delivered first
    """
    uplifts: list[Uplift]
    limits: ProductLimits
    footprint: Optional[ProductFootprint] = None
    """
    The image round a point; an area has its own shape
    """
    priority: int
    priority_class: Union[Literal['urgent', 'priority', 'standard', 'flexible'], str]
    """
    Of two orders that want the same pass, the one of the earlier class in this list gets it
    """
    bump_compensation_pct: float
    """
    The share of its price that an image is credited, once, when an order of a higher class takes its pass
    """
    promised_delivery_hours: Optional[int] = None
    """
    From the order to the delivery, at most; null where satellites and weather decide
    """
    v1_product: Optional[int] = None
    """
    The product of the v1 API that means this SKU
    """
    processing_levels: list[
        Union[Literal['L0', 'L1A', 'L1B', 'L1C', 'L1D', 'L1D_SR'], str]
    ]
    default_processing_levels: list[
        Union[Literal['L0', 'L1A', 'L1B', 'L1C', 'L1D', 'L1D_SR'], str]
    ]
    """
    Those of an order that names no `processing_level`
    """
    cancellation_fees: list[ProductCancellationFees]
    """
    From so many hours before the first collection on; free before that
    """


class Rejection(Model):
    status: Union[Literal['requested', 'accepted', 'denied'], str]
    category: Union[
        Literal[
            'cloud_cover',
            'haze',
            'geolocation',
            'wrong_area',
            'incomplete_coverage',
            'radiometry',
            'blur',
            'artifacts',
            'wrong_product',
            'unreadable_files',
            'other',
        ],
        str,
    ]
    comment: str
    evidence: Optional[Union[Point, Polygon, MultiPolygon]] = None
    """
    Where the fault shows
    """
    requested_at: datetime
    requested_by: str
    decided_at: Optional[datetime] = None
    decided_by: Optional[str] = None
    """
    `swath` when the policy of the contract decided
    """
    message: Optional[str] = None
    refund_minor: Optional[int] = None
    replacement_order_id: Optional[str] = None
    """
    The order that is to make it again, where the window of the order is still open
    """


class Statement(Model):
    """
    A closed month of a contract in one currency. It never changes.
    """

    statement_id: str
    number: str
    """
    Customer number and, from 1 on without gaps, the number of the statement
    """
    kind: Union[Literal['statement', 'credit_note'], str]
    """
    A credit note gives back more than it charges
    """
    contract_id: str
    currency: str
    period_start: datetime
    """
    Midnight in the time zone of the contract
    """
    period_end: datetime
    """
    The first instant that it does not have any more
    """
    time_zone: str
    """
    That of the month
    """
    charges_minor: int
    """
    Minor units of the currency
    """
    cancellation_fees_minor: int
    """
    Minor units of the currency
    """
    credits_minor: int
    """
    Refunds, re-ratings and compensations: below zero where they give money back
    """
    total_minor: int
    """
    The sum of these three, and what the ledger booked as consumed
    """
    tax_minor: Optional[int] = None
    """
    Of the total; null where nobody has said how it is taxed
    """
    payable_minor: Optional[int] = None
    """
    Total and tax, where the tax is known
    """
    line_count: int
    provider: StatementProvider
    customer: StatementCustomer
    closed_at: datetime


class AnalysisParameters(Model):
    """
    What was analysed, with defaults filled in
    """

    start: datetime
    end: datetime
    min_ona: float
    max_ona: float
    min_sun_elevation: float
    max_sun_elevation: float
    max_cloud_pct: float
    processing_levels: list[str]
    periods: int
    """
    How often the target is to be imaged
    """
    limit: int
    """
    How many opportunities are told
    """
    nei: Optional[Nei] = None


class Analysis(Model):
    """
    A feasibility analysis. It is free, and nothing is ordered.
    """

    analysis_id: str
    id: str
    """
    The same as analysis_id
    """
    contract_id: str
    status: Union[Literal['PENDING', 'SUCCESS', 'FAILED'], str]
    """
    FAILED: the provider could not be asked, or tells no passes
    """
    message: str
    sku: str
    geometry: Union[Point, Polygon, MultiPolygon]
    price: AnalysisPrice
    """
    Of the order that was analysed
    """
    parameters: AnalysisParameters
    """
    What was analysed, with defaults filled in
    """
    feasible: Optional[bool] = None
    """
    null until the status is SUCCESS; of an area, whether each of its strips has an opportunity
    """
    opportunities: list[Opportunity]
    """
    In order of time
    """
    has_more: bool
    """
    There are more opportunities than the limit
    """
    odds: Optional[Odds] = None
    """
    Of one image; null of an area and of a recurring order
    """
    coverage: Optional[Coverage] = None
    """
    Of an area that is to be imaged once
    """
    constraint: Optional[Constraint] = None
    """
    Why there is no opportunity; of an area, which parts have none
    """
    relaxations: Optional[list[Relaxation]] = None
    """
    Of a request without an opportunity: the smallest changes that would give it one, the smallest first. Empty if there is none; null if nobody has looked: while the analysis is PENDING, where the provider did not answer to this or does not tell the angles, and for an area of more than 100 strips
    """
    created_at: datetime
    finished_at: Optional[datetime] = None
    expires_at: datetime


class BulkLine(Model):
    index: int
    status: int
    """
    201, or the status that the order alone would have got
    """
    order: Optional[Order] = None
    error: Optional[BulkResultResultsError] = None


class BulkResult(Model):
    placed: int
    refused: int
    results: list[BulkLine]


class Capture(Model):
    capture_id: str
    order_id: str
    contract_id: str
    status: Union[
        Literal[
            'queued',
            'scheduled',
            'collecting',
            'acquired',
            'published',
            'failed',
            'canceled',
        ],
        str,
    ]
    reason_code: Optional[str] = None
    strip: int
    """
    Which part of the order, from 0
    """
    period: int
    """
    Which period of a recurring order, from 0
    """
    attempt: int
    """
    Which attempt at this part, from 1
    """
    target: Union[Point, Polygon, MultiPolygon]
    """
    What this capture is to cover
    """
    footprint: Optional[Union[Point, Polygon, MultiPolygon]] = None
    """
    What it did cover
    """
    outcome_id: Optional[str] = None
    """
    The capture event, shared with STAC items
    """
    access: Optional[CaptureAccess] = None
    cloud_cover_pct: Optional[float] = None
    compensation_minor: int
    """
    What was credited because an order of a higher priority class took its pass
    """
    acquired_at: Optional[datetime] = None
    created_at: datetime
    updated_at: datetime
    provider: Optional[str] = None
    """
    The title of who carries it out; null where the operator does not show it
    """


class Deliverable(Model):
    deliverable_id: str
    order: str
    """
    The order id, by the name of the published API
    """
    order_id: str
    capture_id: str
    contract_id: str
    outcome_id: Optional[str] = None
    scene_id: Optional[str] = None
    """
    The name of the scene in v1, once there are files
    """
    processing_level: Union[Literal['L0', 'L1A', 'L1B', 'L1C', 'L1D', 'L1D_SR'], str]
    status: Union[
        Literal['QUEUED', 'PROCESSING', 'DELIVERED', 'FAILED', 'CANCELED', 'REJECTED'],
        str,
    ]
    reason_code: Optional[str] = None
    footprint: Optional[Union[Point, Polygon, MultiPolygon]] = None
    quantity: Optional[float] = None
    """
    What was delivered, in unit
    """
    unit: str
    charge: Optional[DeliverableCharge] = None
    """
    Booked when the deliverable is delivered
    """
    rejection: Optional[Rejection] = None
    """
    That the customer rejected it, and what became of it
    """
    delivered_at: Optional[datetime] = None
    created_at: datetime
    updated_at: datetime
    assets: dict[str, Asset]
