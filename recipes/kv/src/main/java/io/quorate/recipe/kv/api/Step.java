package io.quorate.recipe.kv.api;

import io.quorate.recipe.kv.api.KvContract.Change;
import java.util.List;

/** What a {@link Feed} brings. */
sealed interface Step {
    /**
     * Changes in their order, which may be none.
     *
     * @param revision everything before it, and all that this brings of it, is told
     */
    record Changes(List<Change> changes, long revision) implements Step {}

    /** What follows is forgotten. Nothing comes before the feed is {@link Feed#start started} from elsewhere. */
    record Gone() implements Step {}
}
