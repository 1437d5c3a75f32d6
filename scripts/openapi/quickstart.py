"""The quick start, by the client that openapi-python-client made: a key works until it is deleted."""

import os

from client import AuthenticatedClient, Client
from client.api.accounts import register
from client.api.api_keys import create_api_key_of_organization, delete_api_key_of_organization
from client.api.credentials import who_am_i
from client.api.inboxes import create_inbox, list_inboxes
from client.models import ErrorCode, NewApiKey, NewInbox, Registration

address = os.environ["SENDOOK_ADDRESS"]
person = Registration(email="python@example.com", password="seven quiet lanterns", first_name="Ada")
account = register.sync(client=Client(base_url=address), body=person)
session = AuthenticatedClient(base_url=address, token=account.token)
organization = account.organization.id
key = create_api_key_of_organization.sync(organization, client=session, body=NewApiKey(name="Generated"))
service = AuthenticatedClient(base_url=address, token=key.key)
assert who_am_i.sync(client=service).api_key.id == key.id
inbox = create_inbox.sync(client=service, body=NewInbox(name="Support"))
assert inbox.id in [one.id for one in list_inboxes.sync(client=service)]
assert not delete_api_key_of_organization.sync(organization, key.id, client=session).active
refused = who_am_i.sync_detailed(client=service)
assert refused.status_code == 401 and refused.parsed.code == ErrorCode.INVALID_TOKEN
