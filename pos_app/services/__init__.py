"""What the shop can do: use cases in plain asyncio, no Qt, no SQL, no Stripe SDK."""
