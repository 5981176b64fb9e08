package io.quorate.simulation.work;

import io.quorate.log.NodeId;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemCommand.ChangeMembers;
import io.quorate.recipe.system.SystemCommand.MembersChanged;
import io.quorate.recipe.system.SystemCommand.NewMember;
import io.quorate.recipe.system.SystemCommand.TransferAsked;
import io.quorate.recipe.system.SystemCommand.TransferLeadership;
import io.quorate.simulation.Chance;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.Cluster;
import io.quorate.simulation.world.FaultKind;
import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.SimNode;
import io.quorate.simulation.world.World;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Who runs the cluster, by the commands that {@code quorate cluster} sends: lets machines in, takes them out and switches them
 * off, puts a new one in the place of one whose log has rotted, hands the leadership over. One thing at a time; what failed or
 * was not answered is settled first.
 */
public final class Operator {
    private static final int MAX_VOTERS = 5;
    private static final long TTL_MILLIS = 5_000;
    private static final long DEADLINE_MILLIS = 15_000;
    private static final long CLOSE_MILLIS = 1_000;
    private static final long PAUSE_NANOS = 500_000_000;

    private final World world;
    private final Cluster cluster;
    private final Chance chance;

    /** Fewer would not survive the loss of one. */
    private final int size;

    private SortedSet<Integer> voters = new TreeSet<>();

    /** The voters are known, and no change that was asked for can come through any more. */
    private boolean settled;

    private boolean busy;
    private Optional<Runnable> whole = Optional.empty();
    private int shells;

    /** @param size voters that a whole cluster has */
    public Operator(World world, Cluster cluster, int size) {
        this.world = world;
        this.cluster = cluster;
        this.size = size;
        this.chance = world.chance().branch();
    }

    /** Begins to change things every now and then. */
    public void begin() {
        world.time().after(chance.millis(500, 6_000), this::act);
    }

    /** The node and all others vote, none is damaged and no change is under way, so that its loss is survived. */
    public boolean couldLose(SimNode lost) {
        return settled
                && isVoter(lost)
                && !busy
                && isAsAnswered()
                && voters.size() >= size
                && rotten().isEmpty()
                && any(node -> isVoter(node) && !node.isElector()).isEmpty();
    }

    /** A command of a shell that has gone may have arrived late. */
    private boolean isAsAnswered() {
        return any(SimNode::leads)
                .flatMap(SimNode::members)
                .filter(members -> members.learners().isEmpty()
                        && members.voters().stream().map(NodeId::value).toList().equals(List.copyOf(voters)))
                .isPresent();
    }

    /**
     * Changes nothing at random any more, and brings the cluster back to its size, without what is damaged.
     *
     * @param then called once it is
     */
    public void makeWhole(Runnable then) {
        whole = Optional.of(then);
        if (!busy) {
            restore();
        }
    }

    private void act() {
        if (whole.isPresent()) {
            return;
        }
        if (!settled || (!isAsAnswered() && !isAnyComingBack())) {
            settle();
        } else if (rotten().isPresent()) {
            replace(rotten().get());
        } else if (chance.oneIn(8)) {
            check();
        } else if (chance.oneIn(4)) {
            transfer();
        } else if (voters.size() >= MAX_VOTERS || (voters.size() > size && chance.oneIn(2))) {
            remove(chance.pick(List.copyOf(voters)));
        } else if (chance.oneIn(2)) {
            add();
        } else {
            replace(chance.pick(List.copyOf(voters)));
        }
    }

    private void restore() {
        if (isAnyComingBack()) {
            ended();
        } else if (!settled || !isAsAnswered()) {
            settle();
        } else if (rotten().isPresent()) {
            replace(rotten().get());
        } else if (any(this::isOut).isPresent()) {
            switchOffOthers();
            ended();
        } else if (voters.size() > size) {
            remove(chance.pick(List.copyOf(voters)));
        } else {
            whole.ifPresent(Runnable::run);
        }
    }

    private Optional<Integer> rotten() {
        return any(node -> node.isRotten() && isVoter(node)).map(SimNode::id).map(NodeId::value);
    }

    private boolean isAnyComingBack() {
        return any(this::isComingBack).isPresent();
    }

    /** It lost its data, and nobody has taken it out since. */
    private boolean isComingBack(SimNode node) {
        return node.isComingBack() && !isOut(node);
    }

    /** A leader says that it takes no part and is not to. */
    private boolean isOut(SimNode node) {
        return any(SimNode::leads)
                .filter(leader -> !leader.letsIn(node)
                        && leader.members()
                                .filter(members -> members.contains(node.id()))
                                .isEmpty())
                .isPresent();
    }

    private boolean isVoter(SimNode node) {
        return voters.contains(node.id().value());
    }

    private Optional<SimNode> any(Predicate<SimNode> which) {
        return cluster.nodes().stream().filter(which).findFirst();
    }

    /** Takes the place of whatever is under way, and is answered when nothing is any more. */
    private void settle() {
        change(List.of(), List.of(), Optional.empty());
    }

    private void add() {
        change(List.of(newcomer()), List.of(), Optional.of(FaultKind.MEMBER_ADDED));
    }

    private void remove(int voter) {
        change(List.of(), List.of(voter), Optional.of(FaultKind.MEMBER_REMOVED));
    }

    private void replace(int voter) {
        change(List.of(newcomer()), List.of(voter), Optional.of(FaultKind.MEMBER_REPLACED));
    }

    private NewMember newcomer() {
        int number = cluster.join().id().value();
        return new NewMember(number, "node-" + number + ":7421");
    }

    private void change(List<NewMember> add, List<Integer> remove, Optional<FaultKind> kind) {
        settled = false;
        SimClient shell = shell();
        shell.call(
                Verbs.CHANGE_MEMBERS,
                SystemCommand.RECIPE,
                id -> new ChangeMembers(add, remove),
                DEADLINE_MILLIS,
                step(shell, (MembersChanged reply) -> {
                    kind.ifPresent(done -> world.faults().add(done, 1));
                    settled = true;
                    voters = new TreeSet<>(reply.voters());
                    switchOffOthers();
                }));
    }

    private void switchOffOthers() {
        cluster.nodes().stream()
                .filter(node -> !isVoter(node) && isOut(node))
                .forEach(node -> world.time().after(chance.millis(0, 2_000), () -> cluster.retire(node)));
    }

    private void transfer() {
        int to = chance.pick(List.copyOf(voters));
        SimClient shell = shell();
        shell.call(
                Verbs.TRANSFER,
                SystemCommand.RECIPE,
                id -> new TransferLeadership(to),
                DEADLINE_MILLIS,
                step(shell, (TransferAsked reply) -> world.faults().add(FaultKind.LEADERSHIP_TRANSFERRED, 1)));
    }

    /** Whatever else goes wrong, all nodes have the same rows at the same index. */
    private void check() {
        SimClient shell = shell();
        shell.call(
                Verbs.CHECK,
                SystemCommand.RECIPE,
                id -> new SystemCommand.Check(),
                DEADLINE_MILLIS,
                step(shell, (SystemCommand.Checked reply) -> {
                    world.faults().add(FaultKind.STATE_CHECKED, 1);
                    if (!reply.differences().isEmpty()) {
                        world.verdict().violated(getClass(), "a check found differences: " + reply);
                    }
                }));
    }

    /** Each command is a process of its own. */
    private SimClient shell() {
        busy = true;
        return cluster.client("shell-" + ++shells, TTL_MILLIS);
    }

    private void ended() {
        busy = false;
        if (whole.isPresent()) {
            world.time().after(PAUSE_NANOS, this::restore);
        } else {
            begin();
        }
    }

    private <R extends Record> Answer<R> step(SimClient shell, Consumer<R> then) {
        return Answer.of(
                reply -> {
                    then.accept(reply);
                    shell.close(CLOSE_MILLIS, this::ended);
                },
                failure -> shell.close(CLOSE_MILLIS, this::ended));
    }
}
