package io.quorate.recipe.queue.api;

import java.util.function.Function;

/** How a user's values lie in a queue. */
record Payloads<T>(Function<T, byte[]> encode, Function<byte[], T> decode) {}
