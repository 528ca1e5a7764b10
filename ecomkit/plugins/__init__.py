"""Plugins that come with ecomkit, each shaped like a stranger's."""
