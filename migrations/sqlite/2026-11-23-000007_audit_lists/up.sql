-- Lists that are filtered by action, and the sweep of old lines.
CREATE INDEX audit_events_of_organization_by_action ON audit_events (organization_id, action, id)
    WHERE organization_id IS NOT NULL;
CREATE INDEX audit_events_of_user_by_action ON audit_events (user_id, action, id)
    WHERE user_id IS NOT NULL;
CREATE INDEX audit_events_by_time ON audit_events (at);
