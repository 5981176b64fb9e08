package io.quorate.itests.faults;

import io.quorate.itests.faults.LockNote.GivenBack;
import io.quorate.itests.faults.LockNote.Granted;
import io.quorate.itests.faults.LockNote.Refused;
import io.quorate.itests.faults.LockNote.Written;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.simulation.Chance;
import io.quorate.simulation.Trace;
import io.quorate.simulation.VirtualTime;
import io.quorate.simulation.check.Client;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.check.FinalState;
import io.quorate.simulation.check.History;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.check.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is wrong with all that clients of locks have noted. Each hold counts as a session of its own here: only how it ends
 * matters.
 */
final class LockHistory {
    /** Behind each token that was granted. */
    private static final long LAST = Long.MAX_VALUE / 8;

    private static final Client ANYBODY = new RegisterClients.Named("client");

    private record Moment(long nanos, boolean begins, Runnable tell) {}

    private final Map<Long, Granted> granted = new TreeMap<>();
    private final Map<String, TreeSet<Long>> tokens = new HashMap<>();
    private final List<Moment> moments = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final Verdict verdict = new Verdict(new Trace(new VirtualTime(new Chance(1))));
    private final History history = History.searchedFor(verdict);

    private LockHistory() {}

    /** Empty when nothing is. */
    static List<String> wrongWith(List<LockNote> notes) {
        return new LockHistory().judge(notes);
    }

    private List<String> judge(List<LockNote> notes) {
        Set<Long> once = new HashSet<>();
        for (LockNote note : notes) {
            if (note instanceof Granted grant) {
                granted.put(grant.id(), grant);
                tokens.computeIfAbsent(grant.lock(), key -> new TreeSet<>()).add(grant.token());
                if (!once.add(grant.token())) {
                    wrong.add("token " + grant.token() + " was granted twice, the second time with " + grant);
                }
            }
        }
        for (LockNote note : notes) {
            if (note instanceof Granted grant) {
                tell(grant);
            } else if (note instanceof Refused refused) {
                tell(refused);
            } else if (note instanceof GivenBack back) {
                tell(back, of(back.id()));
            } else if (note instanceof Written write && !write.taken() && write.valid()) {
                wrong.add("a write was refused though its hold was valid: " + of(write.id()));
            }
        }
        // At one moment begins come first: what only touches is concurrent.
        moments.sort(Comparator.comparingLong(Moment::nanos).thenComparing(moment -> !moment.begins()));
        moments.forEach(moment -> moment.tell().run());
        history.finished(new FinalState(new TreeMap<>(), 0, 0));
        verdict.violations().forEach(violation -> wrong.add(violation.toString()));
        tokens.keySet().forEach(this::requireGrowing);
        return wrong;
    }

    private Granted of(long id) {
        return Optional.ofNullable(granted.get(id)).orElseThrow();
    }

    private static SessionId sessionOf(long id) {
        return new SessionId(id);
    }

    private static Operation acquire(long id, String lock, long waitMillis, long fromNanos) {
        LockContract.Acquire request = new LockContract.Acquire(waitMillis, Long.toString(id));
        return operation(id, lock, request, fromNanos);
    }

    private static Operation operation(long id, String lock, Record request, long fromNanos) {
        return new Operation(
                id, ANYBODY, LockContract.RECIPE, lock, request, Optional.empty(), fromNanos, Long.MAX_VALUE);
    }

    private void tell(Granted grant) {
        FencingToken token = new FencingToken(grant.token());
        SessionId session = sessionOf(grant.id());
        Operation asked = acquire(grant.id(), grant.lock(), grant.waitMillis(), grant.fromNanos());
        moments.add(new Moment(grant.fromNanos(), true, () -> history.invoked(asked)));
        moments.add(new Moment(grant.toNanos(), false, () -> {
            history.granted(grant.lock(), token, session, Long.toString(grant.id()));
            LockContract.Grant reply = new LockContract.Grant(token, session);
            history.ended(asked, new Ending.Acknowledged(grant.toNanos(), token.revision(), reply));
        }));
    }

    private void tell(Refused refused) {
        Operation asked = acquire(refused.id(), refused.lock(), refused.waitMillis(), refused.fromNanos());
        moments.add(new Moment(refused.fromNanos(), true, () -> history.invoked(asked)));
        moments.add(new Moment(
                refused.toNanos(),
                false,
                () -> history.ended(
                        asked, new Ending.Failed(refused.toNanos(), refused.code(), refused.outcome(), ""))));
    }

    private void tell(GivenBack back, Granted grant) {
        FencingToken token = new FencingToken(grant.token());
        Operation release = operation(-grant.id(), grant.lock(), new LockContract.Release(token), back.fromNanos());
        moments.add(new Moment(back.fromNanos(), true, () -> history.invoked(release)));
        moments.add(new Moment(back.toNanos(), false, () -> history.ended(release, ending(back, grant, token))));
        if (!back.confirmed()) {
            // An end of a session counts from the last operation; this one does nothing else.
            Operation look = operation(0, grant.lock(), new LockContract.Describe(), back.validNanos());
            moments.add(new Moment(back.validNanos(), true, () -> {
                history.invoked(look);
                history.sessionEnding(sessionOf(grant.id()));
            }));
        }
    }

    private Ending ending(GivenBack back, Granted grant, FencingToken token) {
        if (!back.confirmed()) {
            return new Ending.Failed(back.toNanos(), "", CallOutcome.UNKNOWN, "");
        }
        Long next = Optional.ofNullable(tokens.get(grant.lock())).orElseThrow().higher(grant.token());
        LockContract.Released reply = new LockContract.Released(token, LockContract.ReleaseReason.RELEASED);
        return new Ending.Acknowledged(back.toNanos(), next == null ? LAST : new FencingToken(next).revision(), reply);
    }

    /** Whoever asked after a token was there has got a larger one. */
    private void requireGrowing(String lock) {
        List<Granted> asked = new ArrayList<>(granted.values().stream()
                .filter(grant -> grant.lock().equals(lock))
                .sorted(Comparator.comparingLong(Granted::fromNanos))
                .toList());
        List<Granted> answered = new ArrayList<>(asked);
        answered.sort(Comparator.comparingLong(Granted::toNanos));
        long largest = 0;
        int next = 0;
        for (Granted grant : asked) {
            for (; answered.get(next).toNanos() < grant.fromNanos(); next++) {
                largest = Math.max(largest, answered.get(next).token());
            }
            if (grant.token() <= largest) {
                wrong.add("a token went back: " + grant + " was asked for after " + largest + " had been granted");
            }
        }
    }
}
