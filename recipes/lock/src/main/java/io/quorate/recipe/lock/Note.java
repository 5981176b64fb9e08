package io.quorate.recipe.lock;

/** What is remembered of a call that waits: the hold that it asks for. */
record Note(String label, String owner, long maxHoldMillis, long lockDelayMillis) {}
