package io.quorate.simulation.run;

import io.quorate.simulation.Chance;
import io.quorate.simulation.world.FaultKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which kinds of faults a world has, each as often as its share says. One that has all alike has hardly ever the same one
 * twice in a row, or two of them at a time; one that leaves some out has others in plenty (Groce et al. 2012, "Swarm testing").
 */
final class Swarm {
    private static final int ALIKE = 3;
    private static final List<Integer> WEIGHTS = List.of(0, 1, 1, 6);

    private final List<FaultKind> shares;

    private Swarm(List<FaultKind> shares) {
        this.shares = shares;
    }

    static Swarm any(Chance chance, List<FaultKind> possible) {
        List<FaultKind> shares = new ArrayList<>();
        if (!chance.oneIn(ALIKE)) {
            possible.forEach(kind -> shares.addAll(Collections.nCopies(chance.pick(WEIGHTS), kind)));
        }
        return new Swarm(shares.isEmpty() ? possible : List.copyOf(shares));
    }

    FaultKind next(Chance chance) {
        return chance.pick(shares);
    }
}
