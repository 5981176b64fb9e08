package io.quorate.recipe.kv.api;

import java.util.List;

/**
 * Keys as they all were at one revision.
 *
 * @param entries in the order of their keys
 */
public record Listing(List<Entry> entries, long revision) {}
