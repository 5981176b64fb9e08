package io.quorate.kernel.apply;

import io.quorate.codec.RecordCodec;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.Problem;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Members;
import io.quorate.kernel.state.MembersPlan;
import io.quorate.kernel.state.PeerAddresses;
import io.quorate.kernel.state.Readmission;
import io.quorate.kernel.state.ResultRow;
import io.quorate.kernel.state.StateRows;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.SystemCommand;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Changes of who takes part: planned by a command, carried out by the leader entry by entry, answered when they are through. */
final class MemberChanges {
    private static final int MAX_NODE = 65_535;
    private static final int MAX_ADDRESS_CHARACTERS = 255;
    private static final RecordCodec<SystemCommand.MembersChanged> CHANGED =
            RecordCodec.of(SystemCommand.MembersChanged.class);

    private MemberChanges() {}

    static RecipeRunner.Execution plan(
            Step step, SessionId session, long sequence, SystemCommand.ChangeMembers change) {
        Members members = members(step);
        TreeSet<Integer> voters = new TreeSet<>(members.voters());
        SortedMap<String, String> addresses = new TreeMap<>(addresses(step).byNode());
        for (int node : change.remove()) {
            boolean wasToComeBack = Readmissions.giveUp(step, node);
            if (!voters.remove(node) && !members.learners().contains(node) && !wasToComeBack) {
                throw refused(ErrorCode.NOT_FOUND, "node " + node + " takes no part; voters are " + members.voters());
            }
        }
        for (SystemCommand.NewMember added : change.add()) {
            require(added);
            if (!voters.add(added.number())) {
                throw refused(
                        ErrorCode.CONFLICT,
                        "node " + added.number() + " votes already; give the new one another number");
            }
            addresses.put(Integer.toString(added.number()), added.address());
        }
        if (voters.isEmpty()) {
            throw refused(ErrorCode.CONFLICT, "nobody would be left; stop the last node to end the cluster");
        }
        find(step).ifPresent(before -> end(step, before, "another change of the members took its place"));
        MembersPlan plan = new MembersPlan(List.copyOf(voters), session.value(), sequence);
        keepAddresses(step, addresses, members, plan.voters());
        if (isThrough(plan, members)) {
            return new RecipeRunner.Execution.Finished(CallResult.ok(step.revision(), changed(step, plan)));
        }
        step.rows().put(Keys.membersPlan(), StateRows.MEMBERS_PLAN.encode(plan));
        return new RecipeRunner.Execution.Waits(new ResultRow.Parked(0, "members", 0));
    }

    private static void require(SystemCommand.NewMember added) {
        if (added.number() < 1 || added.number() > MAX_NODE) {
            throw refused(ErrorCode.INVALID_REQUEST, "a node's number is 1 to " + MAX_NODE + ", was " + added.number());
        }
        if (added.address().length() > MAX_ADDRESS_CHARACTERS || added.address().lastIndexOf(':') < 1) {
            throw refused(ErrorCode.INVALID_REQUEST, "a node's address is host:port, was '" + added.address() + "'");
        }
    }

    /** The members are these from now on: a plan that is through is answered. */
    static void changed(Step step, Members members) {
        step.rows().put(Keys.members(), StateRows.MEMBERS.encode(members));
        Readmissions.changed(step, members);
        TreeSet<Integer> planned =
                new TreeSet<>(find(step).map(MembersPlan::voters).orElse(List.of()));
        Readmission.of(step.rows()).ifPresent(coming -> planned.add(coming.node()));
        keepAddresses(step, addresses(step).byNode(), members, planned);
        find(step).filter(plan -> isThrough(plan, members)).ifPresent(plan -> {
            step.rows().delete(Keys.membersPlan());
            Results.complete(
                    step,
                    new SessionId(plan.session()),
                    plan.sequence(),
                    CallResult.ok(step.revision(), changed(step, plan)));
        });
    }

    /** Of all that take part or are to: a node that is to go is needed until it has gone, and may stay after all. */
    private static void keepAddresses(
            Step step, SortedMap<String, String> known, Members members, Collection<Integer> planned) {
        SortedMap<String, String> kept = new TreeMap<>();
        known.forEach((number, address) -> {
            int node = Integer.parseInt(number);
            if (members.voters().contains(node) || members.learners().contains(node) || planned.contains(node)) {
                kept.put(number, address);
            }
        });
        if (!kept.equals(addresses(step).byNode())) {
            step.rows().put(Keys.peerAddresses(), StateRows.PEER_ADDRESSES.encode(new PeerAddresses(kept)));
        }
    }

    private static boolean isThrough(MembersPlan plan, Members members) {
        return plan.voters().equals(members.voters()) && members.learners().isEmpty();
    }

    private static byte[] changed(Step step, MembersPlan plan) {
        return CHANGED.encode(new SystemCommand.MembersChanged(plan.voters(), step.revision()));
    }

    /** The leader found that a plan cannot be carried out. */
    static void fail(Step step, Proposal.FailMembersPlan failure) {
        find(step)
                .filter(plan -> plan.session() == failure.session().value() && plan.sequence() == failure.sequence())
                .ifPresent(plan -> end(step, plan, failure.reason()));
    }

    /** A plan that nobody can carry out any more. */
    static void giveUp(Step step, Members members, String why) {
        find(step).ifPresent(plan -> end(step, plan, why));
        keepAddresses(step, addresses(step).byNode(), members, List.of());
    }

    private static void end(Step step, MembersPlan plan, String why) {
        step.rows().delete(Keys.membersPlan());
        Results.complete(
                step,
                new SessionId(plan.session()),
                plan.sequence(),
                CallResult.of(CallResult.Kind.REFUSED, step.revision(), Problem.of(ErrorCode.CONFLICT, why)));
    }

    static Optional<MembersPlan> find(Step step) {
        return step.read(Keys.membersPlan(), StateRows.MEMBERS_PLAN::decode);
    }

    private static Members members(Step step) {
        return step.read(Keys.members(), StateRows.MEMBERS::decode).orElseThrow();
    }

    private static PeerAddresses addresses(Step step) {
        return step.read(Keys.peerAddresses(), StateRows.PEER_ADDRESSES::decode)
                .orElseGet(() -> new PeerAddresses(new TreeMap<>()));
    }

    private static RecipeException refused(ErrorCode code, String message) {
        return new RecipeException(code.name(), message);
    }
}
