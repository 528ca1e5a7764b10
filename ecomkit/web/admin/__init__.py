"""The back office: pages of the staff. Money, stock and approvals change by commands only."""
