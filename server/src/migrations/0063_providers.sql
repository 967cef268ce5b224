-- Which provider has a capture, and for which provider a credential reports: on the captures of others it has no say.
alter table credentials add column provider text;
alter table captures add column provider text;

-- Until now there was one connector.
update credentials set provider = 'simulator' where role = 'provider';
update captures c set provider = 'simulator'
from orders o where o.order_id = c.order_id and o.origin = 'swath';

alter table credentials add check ((role = 'provider') = (provider is not null));
