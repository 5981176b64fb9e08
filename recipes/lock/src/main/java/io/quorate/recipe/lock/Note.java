package io.quorate.recipe.lock;

import io.quorate.recipe.lock.api.LockContract.Acquire;

/** What is remembered of a call that waits: the hold that it asks for. */
record Note(
        String label,
        String owner,
        long maxHoldMillis,
        long lockDelayMillis,
        long detachedMillis,
        String resumeDigest) {
    static Note of(Acquire request) {
        return new Note(
                request.label(),
                request.owner(),
                request.maxHoldMillis(),
                request.lockDelayMillis(),
                request.detachedMillis(),
                request.resumeDigest());
    }
}
