package io.quorate.recipe.queue;

/**
 * Where something stands in a {@link Line}: the smallest place is the first.
 *
 * @param at rank, or log time in ms
 * @param id of the item
 */
public record Place(long at, long id) {
    boolean isBefore(Place other) {
        return at != other.at ? at < other.at : id < other.id;
    }
}
