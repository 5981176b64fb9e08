package io.quorate.recipe.kv.api;

import io.quorate.recipe.client.QuorateException;

/** How calls fail. */
final class Failures {
    private Failures() {}

    static boolean isHistoryGone(Throwable failure) {
        return failure instanceof QuorateException refused && refused.code().equals(KvContract.HISTORY_GONE);
    }
}
