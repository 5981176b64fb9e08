package io.quorate.testkit;

import io.quorate.kernel.Kernel;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.system.SystemQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Every replica comes to the same: at once, later, and from wherever it begins. */
final class ReplicaRules {
    private static final int NODES = 2;

    /** Parts of a run at whose ends a snapshot is taken. */
    private static final int PARTS = 3;

    private final Tck.Subject subject;

    private ReplicaRules(Tck.Subject subject) {
        this.subject = subject;
    }

    static List<Rule> of(Tck.Subject subject) {
        ReplicaRules rules = new ReplicaRules(subject);
        return List.of(
                Rule.of(1, "the same inputs give the same bytes on two replicas", rules::sameOnAllReplicas),
                Rule.of(2, "a replay from a snapshot and the log equals the straight run", rules::sameFromASnapshot),
                new Rule(
                        6,
                        "events come in order, and the same ones at every replica",
                        rules.events().isEmpty() ? Optional.of("the recipe declares no events") : Optional.empty(),
                        rules::sameEvents));
    }

    static RecipeDescription description(RecipeWorld world) {
        return world.system(new SystemQuery.ListRecipes(), SystemQuery.Recipes.class).recipes().stream()
                .filter(each -> each.name().equals(world.recipe()))
                .findFirst()
                .orElseThrow();
    }

    private List<String> events() {
        try (RecipeWorld world = subject.world(1)) {
            return description(world).events().stream()
                    .map(RecipeDescription.Event::name)
                    .toList();
        }
    }

    private void sameOnAllReplicas() {
        List<Long> before = hashes();
        List<Long> again = hashes();
        for (int step = 0; step < before.size(); step++) {
            if (!before.get(step).equals(again.get(step))) {
                throw new AssertionError(
                        "step " + (step + 1) + " gave another state or reply when everything was done again:"
                                + " the recipe looks at something that is not in its context");
            }
        }
    }

    /** State and replies of one run behind each step. */
    private List<Long> hashes() {
        List<Long> hashes = new ArrayList<>();
        try (RecipeWorld world = subject.world(NODES)) {
            Play play = subject.play(world);
            for (int step = 1; step <= subject.steps(); step++) {
                play.next();
                int at = step;
                world.cluster().disagreement().ifPresent(what -> {
                    throw new AssertionError("behind step " + at + " " + what);
                });
                hashes.add(world.stateHash());
            }
        }
        return hashes;
    }

    /** Nothing that follows from a difference between replicas needs to be told twice. */
    static void requireDeterminism(Cluster cluster) {
        try (Node replayed = cluster.replay(Optional.empty())) {
            if (cluster.disagreement().isPresent() || differ(replayed, cluster.leader())) {
                Assumptions.abort("replicas differ even from the first entry on: TCK-1 says how");
            }
        }
    }

    private static boolean differ(Node one, Node other) {
        return one.kernel().status().chain() != other.kernel().status().chain();
    }

    private void sameFromASnapshot() {
        try (RecipeWorld world = subject.world(NODES)) {
            Play play = subject.play(world);
            List<Snapshot> snapshots = played(play, world);
            requireDeterminism(world.cluster());
            for (Snapshot snapshot : snapshots) {
                try (Node replayed = world.cluster().replay(Optional.of(snapshot))) {
                    if (differ(replayed, world.cluster().leader())) {
                        throw new AssertionError("a node that began with the state at entry " + snapshot.index()
                                + " came to another state or reply at entry " + world.entries()
                                + ": the recipe keeps something that is not in its state"
                                + world.cluster().leader().difference(replayed));
                    }
                }
            }
        }
    }

    /** A whole run, and the states on its way. */
    private List<Snapshot> played(Play play, RecipeWorld world) {
        List<Snapshot> snapshots = new ArrayList<>();
        for (int part = 1; part <= PARTS; part++) {
            for (int step = 0; step < subject.steps() / PARTS; step++) {
                play.next();
            }
            if (part < PARTS) {
                snapshots.add(world.cluster().follower().seat().snapshot());
            }
        }
        return snapshots;
    }

    private void sameEvents() {
        try (RecipeWorld world = subject.world(NODES)) {
            EventTape leader = tape(world, world.kernel());
            EventTape follower = tape(world, world.cluster().follower().kernel());
            List<Snapshot> snapshots = played(subject.play(world), world);
            if (leader.isEmpty()) {
                throw new AssertionError("the workload causes no events: let it do what emits them");
            }
            leader.requireOrder();
            leader.requireSame(follower, "another node");
            requireDeterminism(world.cluster());
            for (Snapshot snapshot : snapshots) {
                try (Node replayed = world.cluster().replay(Optional.of(snapshot))) {
                    EventTape later = tape(world, replayed.kernel());
                    leader.requireSameEnd(later, "a node that began with the state at entry " + snapshot.index());
                }
            }
        }
    }

    private EventTape tape(RecipeWorld world, Kernel at) {
        EventTape tape = new EventTape();
        for (String name : Play.names()) {
            for (String event : events()) {
                tape.record(at, world.address(world.recipe(), name), event);
            }
        }
        return tape;
    }
}
