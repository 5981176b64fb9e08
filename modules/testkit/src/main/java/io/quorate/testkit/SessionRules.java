package io.quorate.testkit;

import io.quorate.codec.CodecException;
import io.quorate.kernel.CallResult;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.SessionId;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What a recipe owes to sessions: one answer for each call, nothing held beyond the end, and tokens that grow. */
final class SessionRules {
    /** One step in so many changes the leader. */
    private static final int LEADER_CHANGES = 25;

    private static final int NODES = 2;

    private final Tck.Subject subject;

    private SessionRules(Tck.Subject subject) {
        this.subject = subject;
    }

    static List<Rule> of(Tck.Subject subject) {
        SessionRules rules = new SessionRules(subject);
        Optional<String> noHolders = subject.holders().isPresent()
                ? Optional.empty()
                : Optional.of("say who holds what: heldBy((world, name) -> sessions)");
        Optional<String> noTokens =
                subject.tokens().isPresent() || !rules.granting().isEmpty()
                        ? Optional.empty()
                        : Optional.of("no command grants(...), and tokens(...) is not said");
        return List.of(
                Rule.of(3, "a command that is sent again is answered once", rules::answersOnce),
                new Rule(4, "the end of a session releases what it held", noHolders, rules::releasesAtTheEnd),
                new Rule(5, "tokens grow", noTokens, rules::tokensGrow));
    }

    private void answersOnce() {
        try (RecipeWorld world = subject.world(NODES)) {
            Play play = subject.play(world);
            for (int step = 1; step <= subject.steps(); step++) {
                play.next();
                if (step % LEADER_CHANGES == 0) {
                    world.changeLeader();
                }
                for (Reply<?> call : play.repeatable()) {
                    requireSameAnswer(world, call);
                }
            }
        }
    }

    private static void requireSameAnswer(RecipeWorld world, Reply<?> call) {
        if (call.isWaiting()) {
            // It may be its turn by now.
            call.repeat();
            return;
        }
        CallResult first = call.answer();
        CallResult second = call.repeat().answer();
        if (first.kind() != second.kind()
                || first.revision() != second.revision()
                || !first.code().equals(second.code())
                || !Arrays.equals(first.body(), second.body())) {
            ReplicaRules.requireDeterminism(world.cluster());
            throw new AssertionError(
                    "sent again, the call got another answer than '" + Bytes.shown(first.body()) + "': " + call);
        }
    }

    private void releasesAtTheEnd() {
        Tck.Holders holders = subject.holders().orElseThrow();
        try (RecipeWorld world = subject.world(1)) {
            Map<String, Set<SessionId>> held = new HashMap<>();
            int[] ends = {0};
            Play.Ends watch = new Play.Ends() {
                @Override
                public void before(TestClient client) {
                    Play.names().forEach(name -> held.put(name, new HashSet<>(holders.of(world, name))));
                }

                @Override
                public void after(TestClient client) {
                    for (String name : Play.names()) {
                        ends[0] += held.getOrDefault(name, Set.of()).contains(client.session()) ? 1 : 0;
                        if (holders.of(world, name).contains(client.session())) {
                            throw new AssertionError(
                                    "session " + client.session() + " has ended, and still holds or waits for '" + name
                                            + "': bind(session) when it is granted, and release in onSessionEnd");
                        }
                    }
                }
            };
            Play play = subject.play(world, watch);
            for (int step = 0; step < subject.steps(); step++) {
                play.next();
            }
            if (ends[0] == 0) {
                throw new AssertionError(
                        "no session that ended held or waited for anything: let the workload keep what it gets");
            }
        }
    }

    private Set<String> granting() {
        try (RecipeWorld world = subject.world(1)) {
            Set<String> commands = new HashSet<>();
            for (RecipeDescription.Call command :
                    ReplicaRules.description(world).commands()) {
                if (command.releasedBy().isPresent()) {
                    commands.add(command.name());
                }
            }
            return commands;
        }
    }

    /** A token that a client got. */
    private record Grant(long revision, String name, FencingToken token) {}

    private void tokensGrow() {
        Set<String> granting = granting();
        Function<Reply<?>, Optional<FencingToken>> tokenOf = subject.tokens().isPresent()
                ? call -> subject.tokens().get().apply(call.reply())
                : call -> granting.contains(call.request().command()) ? token(call.reply()) : Optional.empty();
        Set<Grant> grants = new HashSet<>();
        try (RecipeWorld world = subject.world(NODES)) {
            world.listen(call -> {
                if (Play.isSuccess(call)) {
                    String name = call.request().address().instance();
                    tokenOf.apply(call).ifPresent(token -> grants.add(new Grant(call.revision(), name, token)));
                }
            });
            Play play = subject.play(world);
            for (int step = 1; step <= subject.steps(); step++) {
                play.next();
                if (step % LEADER_CHANGES == 0) {
                    world.changeLeader();
                }
            }
        }
        requireGrowth(new ArrayList<>(grants));
    }

    private static void requireGrowth(List<Grant> grants) {
        grants.sort(Comparator.comparingLong(Grant::revision));
        Map<String, Grant> largest = new HashMap<>();
        boolean compared = false;
        for (Grant grant : grants) {
            Grant before = largest.put(grant.name(), grant);
            compared |= before != null;
            if (before != null && grant.token().compareTo(before.token()) <= 0) {
                throw new AssertionError("'" + grant.name() + "' granted token " + grant.token() + " at revision "
                        + grant.revision() + ", behind token " + before.token() + " at revision " + before.revision()
                        + ": grant context.token()");
            }
        }
        if (!compared) {
            throw new AssertionError("no instance granted twice: let the workload give back what it gets");
        }
    }

    private static Optional<FencingToken> token(Record reply) {
        for (RecordComponent component : reply.getClass().getRecordComponents()) {
            if (component.getType() == FencingToken.class && component.getName().equals("token")) {
                try {
                    component.getAccessor().setAccessible(true);
                    return Optional.of((FencingToken) component.getAccessor().invoke(reply));
                } catch (ReflectiveOperationException e) {
                    throw new CodecException("cannot read the token of " + reply);
                }
            }
        }
        return Optional.empty();
    }
}
