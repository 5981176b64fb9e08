package io.quorate.simulation.check;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.election.api.ElectionContract.Prepare;
import io.quorate.recipe.election.api.ElectionContract.Resign;
import io.quorate.recipe.election.api.ElectionContract.Yield;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.AcquireAll;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.ReleaseAll;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A lock goes on to the next only after its holder has released it, has given up asking for it, or has ended; or after a restore
 * took the lock away, or when the hold was to last for a limited time only: that it lasted so long is what {@link
 * OneBelieverPerLock} sees. Leadership is held in the same way, and for a limited time once its leader has said that it prepares to stop.
 */
public final class OneHolderPerRevision implements Invariant {
    /**
     * Whoever has it.
     *
     * @param label of the call that asked for it
     */
    private record Holder(FencingToken token, SessionId session, String label) {}

    /** Locks that are taken together have one token. */
    private record Holding(String lock, FencingToken token) {}

    private final Verdict verdict;
    private final Map<String, Holder> holders = new HashMap<>();
    private final Set<Holding> seen = new HashSet<>();
    private final Set<FencingToken> releasing = new HashSet<>();
    private final Set<SessionId> over = new HashSet<>();
    private final Set<Long> restores = new HashSet<>();
    /** Labels of calls for a hold with a limit. */
    private final Set<String> limited = new HashSet<>();
    /** Labels of calls whose caller did not want the reply any more. */
    private final Set<String> givenUp = new HashSet<>();

    OneHolderPerRevision(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void invoked(Operation operation) {
        if (operation.request() instanceof Release release) {
            releasing.add(release.token());
        } else if (operation.request() instanceof ReleaseAll release) {
            releasing.add(release.token());
        } else if (operation.request() instanceof Resign resign) {
            releasing.add(resign.token());
        } else if (operation.request() instanceof Yield yield) {
            releasing.add(yield.token());
        } else if (operation.request() instanceof Prepare prepare) {
            releasing.add(prepare.token());
        } else if (operation.request() instanceof AcquireAll acquire && acquire.maxHoldMillis() > 0) {
            limited.add(Long.toString(operation.id()));
        } else if (operation.request() instanceof Acquire acquire && acquire.maxHoldMillis() > 0) {
            limited.add(Long.toString(operation.id()));
        }
    }

    @Override
    public void ended(Operation operation, Ending ending) {
        if (ending instanceof Ending.Failed) {
            givenUp.add(Long.toString(operation.id()));
        }
    }

    @Override
    public void givenUp(Operation operation) {
        givenUp.add(Long.toString(operation.id()));
    }

    @Override
    public void sessionEnding(SessionId session) {
        over.add(session);
    }

    /** Nobody holds anything there any more. */
    @Override
    public void restored(long restore, String namespace) {
        if (restores.add(restore)) {
            holders.keySet().removeIf(lock -> Places.isIn(namespace, lock));
        }
    }

    @Override
    public void granted(String lock, FencingToken token, SessionId session, String label) {
        if (seen.add(new Holding(lock, token))) {
            requireOver(lock, holders.put(lock, new Holder(token, session, label)), "granted to " + session);
        }
    }

    @Override
    public void elected(String election, FencingToken token, SessionId session, String label) {
        granted(election, token, session, label);
    }

    @Override
    public void freed(String lock, FencingToken token) {
        Holder holder = holders.get(lock);
        if (holder != null && holder.token().equals(token)) {
            requireOver(lock, holder, "freed");
        }
    }

    private void requireOver(String lock, @org.jspecify.annotations.Nullable Holder before, String what) {
        if (before != null
                && !releasing.contains(before.token())
                && !over.contains(before.session())
                && !givenUp.contains(before.label())
                && !limited.contains(before.label())) {
            verdict.violated(getClass(), lock + " " + what + " although " + before + " has it");
        }
    }
}
