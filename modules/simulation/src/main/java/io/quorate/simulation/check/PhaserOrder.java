package io.quorate.simulation.check;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.barrier.api.BarrierContract.Advanced;
import io.quorate.recipe.barrier.api.BarrierContract.Arrive;
import io.quorate.recipe.barrier.api.BarrierContract.Arrived;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitAdvance;
import io.quorate.recipe.barrier.api.BarrierContract.Register;
import io.quorate.recipe.barrier.api.BarrierContract.Registered;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.simulation.check.OrderSearch.Act;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What calls make of a phaser, as far as they were told of it: parties that nobody was told of can only make others wait, or break a
 * phase.
 */
final class PhaserOrder {
    /**
     * A phaser.
     *
     * @param phase that is under way, or the last one of which somebody was told
     * @param over another one is under way, whose number is not known yet
     * @param broken a party was lost in the phase
     * @param missing calls whose parties have not arrived in it
     * @param arrived calls whose parties have
     */
    record Phased(long phase, boolean over, boolean broken, Set<Long> missing, Set<Long> arrived) {
        static final Phased NOBODY = new Phased(0, true, false, Set.of(), Set.of());

        boolean has(long party) {
            return missing.contains(party) || arrived.contains(party);
        }

        Phased joinedBy(long party) {
            return new Phased(phase, over, broken, with(missing, party), arrived);
        }

        /** Empty when it has arrived, or is no party. */
        Optional<Phased> arrivedBy(long party) {
            return missing.contains(party)
                    ? Optional.of(new Phased(phase, over, broken, without(missing, party), with(arrived, party)))
                    : Optional.empty();
        }

        Optional<Phased> leftBy(long party) {
            return has(party)
                    ? Optional.of(new Phased(phase, over, broken, without(missing, party), without(arrived, party)))
                    : Optional.empty();
        }

        /** All others have arrived. */
        Optional<Phased> ended() {
            return missing.isEmpty() && !over ? Optional.of(next(false)) : Optional.empty();
        }

        Phased broke() {
            return over ? this : next(true);
        }

        /** Nobody is registered, though this phase was under way. */
        Phased abandoned(long last) {
            return last < phase ? this : new Phased(last, true, broken && last == phase, missing, arrived);
        }

        private Phased next(boolean byLoss) {
            Set<Long> all = new TreeSet<>(missing);
            all.addAll(arrived);
            return new Phased(phase, true, byLoss, all, Set.of());
        }

        private static Set<Long> with(Set<Long> some, long one) {
            Set<Long> more = new TreeSet<>(some);
            more.add(one);
            return more;
        }

        private static Set<Long> without(Set<Long> some, long one) {
            Set<Long> fewer = new TreeSet<>(some);
            fewer.remove(one);
            return fewer;
        }
    }

    private final Witnessed witnessed;
    private final Map<FencingToken, Witness> parties = new HashMap<>();
    private final Map<Long, Long> lastArrivals = new HashMap<>();
    private final Set<Long> brokenPhases = new TreeSet<>();
    private final Set<Long> passedPhases = new TreeSet<>();
    private final List<Act<Phased>> acts = new ArrayList<>();

    private PhaserOrder(List<Witness> calls, Witnessed witnessed) {
        this.witnessed = witnessed;
        for (Witness call : calls) {
            call.reply(Registered.class).ifPresent(party -> parties.put(party.token(), call));
            GenerationsAgree.broken(call).ifPresent(brokenPhases::add);
            if (call.request() instanceof AwaitAdvance await) {
                call.reply(Advanced.class)
                        .filter(now -> now.phase() > 0)
                        .ifPresent(now -> passedPhases.add(await.phase()));
            }
        }
    }

    static void require(Class<?> invariant, Verdict verdict, String name, List<Witness> calls, Witnessed witnessed) {
        PhaserOrder order = new PhaserOrder(calls, witnessed);
        calls.forEach(order::findLast);
        calls.forEach(order::add);
        OrderSearch.require(invariant, verdict, name, order.acts, Phased.NOBODY);
    }

    private void findLast(Witness call) {
        if (call.request() instanceof Arrive arrive && call.reply(Arrived.class).isPresent()) {
            Optional.ofNullable(parties.get(arrive.token()))
                    .ifPresent(party -> lastArrivals.put(party.id(), call.id()));
        }
    }

    private void add(Witness call) {
        if (call.request() instanceof Register register) {
            registers(call, register.policy());
        } else if (call.request() instanceof Arrive arrive) {
            Optional.ofNullable(parties.get(arrive.token())).ifPresent(party -> arrives(call, party.id()));
        } else if (call.request() instanceof AwaitAdvance await) {
            awaits(call, await.phase());
        }
    }

    private void registers(Witness call, LossPolicy policy) {
        Optional<Registered> registered = call.reply(Registered.class);
        if (registered.isPresent()) {
            acts.add(call.toldAct(
                    before -> in(before, registered.get().phase()).map(phaser -> phaser.joinedBy(call.id()))));
            witnessed.overNanos(registered.get().session()).ifPresent(from -> loses(call, policy, from));
            witnessed
                    .givenUpNanos(call.operation())
                    .ifPresent(from ->
                            acts.add(call.soonAfter("given up", from, witnessed, before -> before.leftBy(call.id()))));
        } else if (call.isUnknown() && policy == LossPolicy.BREAK) {
            // It may have been a party, and lost.
            acts.add(call.openAct(PhaserOrder::breaks));
        }
    }

    private void loses(Witness call, LossPolicy policy, long from) {
        acts.add(call.soonAfter("lost", from, witnessed, before -> lost(before, call.id(), policy)));
        if (policy == LossPolicy.BREAK && lastArrivals.containsKey(call.id())) {
            // It had only arrived, and was there still.
            acts.add(call.openAct("lost all the same", from, Witness.LAST, PhaserOrder::breaks));
        }
    }

    private static Optional<Phased> breaks(Phased before) {
        return before.over() ? Optional.empty() : Optional.of(before.broke());
    }

    private static Optional<Phased> lost(Phased before, long party, LossPolicy policy) {
        Optional<Phased> left = before.leftBy(party);
        return policy == LossPolicy.BREAK ? left.map(Phased::broke) : left;
    }

    /**
     * Calls that arrive and calls that deregister look the same; the last one that was answered counts as the latter, so that nobody is
     * waited for who may be gone.
     */
    private void arrives(Witness call, long party) {
        Optional<Arrived> arrived = call.reply(Arrived.class);
        if (arrived.isPresent()) {
            boolean last = isLast(call, party);
            acts.add(call.toldAct(before -> in(before, arrived.get().phase())
                    .flatMap(phaser -> last ? phaser.leftBy(party) : phaser.arrivedBy(party))
                    .filter(phaser -> phaser.missing().size() <= arrived.get().missing())
                    .flatMap(phaser -> arrived.get().missing() == 0 ? phaser.ended() : Optional.of(phaser))));
        } else if (call.isUnknown()) {
            acts.add(call.openAct(before -> before.arrivedBy(party)));
            acts.add(call.openAct("left", call.beginNanos(), Witness.LAST, before -> before.leftBy(party)));
        }
    }

    private boolean isLast(Witness call, long party) {
        return lastArrivals.getOrDefault(party, 0L) == call.id();
    }

    private void awaits(Witness call, long phase) {
        Optional<Advanced> advanced = call.reply(Advanced.class);
        if (advanced.isPresent() && advanced.get().phase() == 0) {
            acts.add(call.toldAct(
                    before -> before.missing().isEmpty() && before.arrived().isEmpty()
                            ? Optional.of(before.abandoned(phase))
                            : Optional.empty()));
        } else if (advanced.isPresent()) {
            acts.add(call.toldAct(before -> advanced.get().phase() > phase
                    ? in(before, advanced.get().phase())
                            .filter(now -> now.missing().size() + now.arrived().size()
                                    <= advanced.get().parties())
                    : Optional.empty()));
        } else if (GenerationsAgree.broken(call).isPresent()) {
            acts.add(call.toldAct(before -> before.phase() > phase || (before.phase() == phase && before.broken())
                    ? Optional.of(before)
                    : Optional.empty()));
        }
    }

    /** In this phase, if it can be: the one before has ended as all were told that waited for it. */
    private Optional<Phased> in(Phased before, long phase) {
        if (before.phase() == phase && !before.over()) {
            return Optional.of(before);
        }
        Optional<Phased> ended = before.over() ? Optional.of(before) : before.ended();
        return ended.filter(last -> phase > last.phase())
                .filter(last -> !(last.broken() ? passedPhases : brokenPhases).contains(last.phase()))
                .map(last -> new Phased(phase, false, false, last.missing(), last.arrived()));
    }
}
