"""Pictures and sounds from bytes that anyone may send, decoded in processes of their own."""
