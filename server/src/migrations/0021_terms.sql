-- Quotes that were given before contracts said how quantities are counted.
update quotes set terms = '{"min_quantity": 0, "overlap": "once", "levels": "each", "uplifts": []}'::jsonb || terms;

-- No rejection is accepted by itself unless the contract says so; a limit that is null is none.
alter table contracts alter column rejection_policy set default
  '{"automatic": false, "within_days": 30, "max_minor": null, "max_pct": null}';
update contracts set rejection_policy = default;
