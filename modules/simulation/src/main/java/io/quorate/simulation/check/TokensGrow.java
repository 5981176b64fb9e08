package io.quorate.simulation.check;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.lock.api.LockContract.AcquireAll;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Every grant of a lock, and every term of an election, has a larger token than all before it, over restarts too. */
public final class TokensGrow implements Invariant {
    private record Granted(String lock, FencingToken token) {}

    private final Verdict verdict;
    private final Map<String, FencingToken> largest = new HashMap<>();
    private final Map<Granted, SessionId> seen = new HashMap<>();
    private final Set<FencingToken> tokens = new HashSet<>();

    /** One step grants several of them, with one token. */
    private final Set<String> takenTogether = new HashSet<>();

    TokensGrow(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void invoked(Operation operation) {
        if (operation.request() instanceof AcquireAll request) {
            takenTogether.add(operation.instance());
            takenTogether.addAll(request.others());
        }
    }

    @Override
    public void elected(String election, FencingToken token, SessionId session, String label) {
        granted(election, token, session, label);
    }

    @Override
    public void granted(String lock, FencingToken token, SessionId session, String label) {
        SessionId before = seen.putIfAbsent(new Granted(lock, token), session);
        if (before != null) {
            if (!before.equals(session)) {
                verdict.violated(
                        getClass(), lock + " token " + token + " for session " + session + ", before " + before);
            }
            return;
        }
        FencingToken last = largest.put(lock, token);
        if (last != null && last.compareTo(token) >= 0) {
            verdict.violated(getClass(), lock + " token " + token + " after " + last);
        }
        if (!takenTogether.contains(lock) && !tokens.add(token)) {
            verdict.violated(getClass(), "token " + token + " for two locks");
        }
    }
}
