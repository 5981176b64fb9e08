package io.quorate.recipe.queue.api;

/** One of several items that are offered in one step. The wait of its options is not looked at. */
public record Offering<T>(T item, OfferOptions options) {}
