package io.quorate.recipe.election;

import io.quorate.recipe.election.api.ElectionContract;

/**
 * Where a candidate stands in the order of those that would lead: the key of its seat.
 *
 * @param row smaller ones come first: those that somebody promoted, then each priority, then those that may not lead yet
 * @param order within a row
 */
record Place(int row, long order) {
    private static final int PROMOTED = 0;
    private static final int HIGHEST_PRIORITY = 1;
    private static final int COOLING = HIGHEST_PRIORITY + ElectionContract.MAX_PRIORITY + 1;

    /** Whoever was promoted last comes first. */
    static Place promoted(long revision) {
        return new Place(PROMOTED, -revision);
    }

    static Place of(int priority, long order) {
        return new Place(HIGHEST_PRIORITY + ElectionContract.MAX_PRIORITY - priority, order);
    }

    static Place cooling(long order) {
        return new Place(COOLING, order);
    }

    /** Not a record's own equals, which the JDK keeps in a cache, and the class loader of a replaced version with it. */
    boolean is(Place other) {
        return row == other.row && order == other.order;
    }

    boolean cools() {
        return row == COOLING;
    }
}
