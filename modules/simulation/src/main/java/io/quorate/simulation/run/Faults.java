package io.quorate.simulation.run;

import io.quorate.simulation.Chance;
import io.quorate.simulation.work.Operator;
import io.quorate.simulation.work.Seat;
import io.quorate.simulation.world.Cluster;
import io.quorate.simulation.world.FaultKind;
import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.SimNode;
import io.quorate.simulation.world.World;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Lets things go wrong at moments and in an order that the seed decides, until it is told to heal them. */
final class Faults {
    private static final long MAX_PAUSE_MILLIS = 30_000;
    private static final List<Long> MAX_QUIET_MILLIS = List.of(1_000L, 2_000L, 3_000L, 4_000L);

    /** One fault in so many meets the leader. */
    private static final int FAULTS_OF_LEADERS = 3;

    private static final long LOSS_RETRY_NANOS = 300_000_000;

    private final World world;
    private final Cluster cluster;
    private final List<Seat> seats;
    private final Operator operator;
    private final Chance chance;
    private final Swarm swarm;
    private final long maxQuietMillis;
    private boolean over = true;
    private int round;
    private long endNanos = Long.MAX_VALUE;

    Faults(World world, Cluster cluster, List<Seat> seats, Operator operator) {
        this.world = world;
        this.cluster = cluster;
        this.seats = seats;
        this.operator = operator;
        this.chance = world.chance().branch();
        this.swarm = Swarm.any(
                chance,
                Arrays.stream(FaultKind.values())
                        .filter(kind ->
                                !kind.isOperators() && (cluster.nodes().size() > 1 || !kind.needsSeveralNodes()))
                        .toList());
        this.maxQuietMillis = chance.pick(MAX_QUIET_MILLIS);
    }

    /**
     * From now on, or further on.
     *
     * @param until no pause lasts longer than to this moment of true time
     */
    void begin(long until) {
        endNanos = until;
        if (over) {
            over = false;
            round++;
            later(round);
        }
    }

    private void later(int mine) {
        world.time().after(chance.millis(300, maxQuietMillis), () -> {
            if (!over && mine == round) {
                happen();
                later(mine);
            }
        });
    }

    void heal() {
        over = true;
        cluster.network().heal();
        cluster.peers().heal();
        cluster.nodes().forEach(SimNode::heal);
    }

    private void happen() {
        FaultKind kind = swarm.next(chance);
        world.trace().add("FAULT", kind.toString());
        SimNode node = victim();
        switch (kind) {
            case POWER_LOSS, STORE_FLUSH_LOST -> node.cutPower();
            case POWER_LOSS_WHILE_WRITING, SECTOR_LOST, SECTOR_TORN -> node.cutPowerWhileWriting();
            case POWER_LOSS_AFTER_WRITING -> node.cutPowerAfterDisk();
            case POWER_LOSS_WHILE_STARTING, DIRECTORY_CHANGE_LOST -> node.cutPowerTwice();
            case DISK_ERROR -> node.failDiskOnce();
            case DISK_FULL -> node.fillDisk(chance.millis(2_000, 10_000));
            case PROCESS_KILL -> counted(kind, node::kill);
            case ORDERLY_STOP -> counted(kind, node::stop);
            case DISK_SLOW -> counted(kind, () -> node.slowDisk(chance.millis(300, 5_000)));
            case NODE_PAUSED -> counted(kind, () -> node.pause(pauseNanos()));
            case THREAD_STALLED -> counted(kind, () -> node.stallThread(pauseNanos()));
            case LINK_SLOW -> counted(kind, () -> cluster.network().slow(chance.millis(500, 8_000)));
            case LINK_CUT -> counted(kind, () -> cluster.network().cut(chance.millis(100, 12_000)));
            case CONNECTION_RESET -> cluster.network().any(chance).ifPresent(open -> counted(kind, open::reset));
            case CONNECTION_HALF_OPEN ->
                cluster.network()
                        .any(chance)
                        .ifPresent(open -> counted(kind, () -> open.halfOpen(chance.millis(500, 30_000))));
            case PEER_ISOLATED -> counted(kind, () -> cluster.peers().isolate(node, chance.millis(300, 12_000)));
            case PEER_CUT_ONE_WAY -> counted(kind, () -> cluster.peers().cutOneWay(node, chance.millis(300, 12_000)));
            case PEERS_GARBLED -> counted(kind, () -> cluster.peers().garble(chance.millis(500, 8_000)));
            case PEERS_SLOW -> counted(kind, () -> cluster.peers().slow(chance.millis(500, 8_000)));
            case LOG_ROTTEN, LOG_LOST -> onceBearable(SimNode::rot, FaultKind.LOG_ROTTEN);
            case DATA_LOST -> onceBearable(SimNode::loseData, FaultKind.DATA_LOST);
            case LEADERSHIP_TRANSFERRED,
                    MEMBER_ADDED,
                    MEMBER_REMOVED,
                    MEMBER_REPLACED,
                    STATE_CHECKED,
                    RECIPE_UPGRADED,
                    RECIPE_ROLLED_BACK,
                    NAMESPACE_RESTORED -> throw new IllegalStateException(kind + " is the operator's");
            case CLIENT_CRASH -> seat().ifPresent(seat -> counted(kind, seat::crash));
            case CLIENT_PAUSED -> client().ifPresent(client -> counted(kind, () -> client.pause(pauseNanos())));
            case CLIENT_SUSPENDED -> client().ifPresent(client -> counted(kind, () -> client.suspend(pauseNanos())));
        }
        if (chance.oneIn(8)) {
            seat().ifPresent(Seat::close);
        }
    }

    private SimNode victim() {
        SimNode any = chance.pick(cluster.nodes());
        return chance.oneIn(FAULTS_OF_LEADERS)
                ? cluster.nodes().stream().filter(SimNode::leads).findFirst().orElse(any)
                : any;
    }

    /** The leader, if there is one, is without the others for a while. */
    void unseatLeader(long nanos) {
        cluster.nodes().stream()
                .filter(SimNode::leads)
                .findFirst()
                .ifPresent(leader ->
                        counted(FaultKind.PEER_ISOLATED, () -> cluster.peers().isolate(leader, nanos)));
    }

    /** As soon as the cluster can bear it. */
    private void onceBearable(Predicate<SimNode> loss, FaultKind kind) {
        SimNode node = chance.pick(cluster.nodes());
        if (operator.couldLose(node) && loss.test(node)) {
            world.faults().add(kind, 1);
        } else {
            world.time().after(LOSS_RETRY_NANOS, () -> {
                if (!over) {
                    onceBearable(loss, kind);
                }
            });
        }
    }

    private long pauseNanos() {
        long left = Math.max(1, (endNanos - world.time().nanos()) / 1_000_000);
        long most = chance.oneIn(4) ? MAX_PAUSE_MILLIS : 5_000;
        return chance.millis(1, Math.min(left, most));
    }

    private Optional<Seat> seat() {
        return seats.isEmpty() ? Optional.empty() : Optional.of(chance.pick(seats));
    }

    private Optional<SimClient> client() {
        return seat().map(Seat::client).filter(client -> !client.isOver());
    }

    private void counted(FaultKind kind, Runnable fault) {
        world.faults().add(kind, 1);
        fault.run();
    }
}
