package io.quorate.simulation.check;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a lock guards takes writes only with tokens that were granted, and never a smaller one after a larger one. */
public final class GuardedResourceSeesGrowingTokens implements Invariant {
    private record Granted(String lock, FencingToken token) {}

    private final Verdict verdict;
    private final Set<Granted> grants = new HashSet<>();
    private final Map<String, FencingToken> last = new HashMap<>();

    GuardedResourceSeesGrowingTokens(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void granted(String lock, FencingToken token, SessionId session, String label) {
        grants.add(new Granted(lock, token));
    }

    @Override
    public void guardedWrite(String lock, FencingToken token) {
        if (!grants.contains(new Granted(lock, token))) {
            verdict.violated(getClass(), lock + " was written with token " + token + ", which was never granted");
        }
        FencingToken before = last.put(lock, token);
        if (before != null && before.compareTo(token) > 0) {
            verdict.violated(getClass(), lock + " was written with token " + token + " after " + before);
        }
    }
}
