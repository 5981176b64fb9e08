package io.quorate.recipe.barrier;

/** What is remembered of a call that waits. */
record Note(String label) {}
