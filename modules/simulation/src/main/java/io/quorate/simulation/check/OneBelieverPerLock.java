package io.quorate.simulation.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** At no moment of true time do two clients believe that they hold the same lock, or that they lead in the same election. */
public final class OneBelieverPerLock implements Invariant {
    private final Verdict verdict;
    private final Map<String, List<Hold>> holds = new HashMap<>();

    OneBelieverPerLock(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void holdBegun(Hold hold) {
        List<Hold> of = holds.computeIfAbsent(hold.lock(), key -> new ArrayList<>());
        of.add(hold);
        check(of);
    }

    @Override
    public void holdEnded(Hold hold) {
        holds.getOrDefault(hold.lock(), new ArrayList<>()).remove(hold);
    }

    @Override
    public void acted(Client client) {
        holds.values().forEach(this::check);
    }

    private void check(List<Hold> of) {
        if (of.size() > 1) {
            List<String> believers = of.stream()
                    .filter(Hold::isBelieved)
                    .map(hold -> hold.client().name() + " with token " + hold.token())
                    .toList();
            if (believers.size() > 1) {
                verdict.violated(getClass(), of.get(0).lock() + " is believed to be held by " + believers);
            }
        }
    }
}
