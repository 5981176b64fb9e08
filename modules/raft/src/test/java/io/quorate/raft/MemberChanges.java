package io.quorate.raft;

import java.util.Optional;
import java.util.TreeSet;

/** Changes of who takes part, asked of a leader or of one that believes to lead. */
final class MemberChanges {
    private static final int NODES = 6;

    private final Group group;

    MemberChanges(Group group) {
        this.group = group;
    }

    /** Any of up to six nodes as voters, others as learners; or three voters, and all else learns; new nodes start empty. */
    void reconfigure(Host leader) {
        TreeSet<Integer> voters = new TreeSet<>();
        TreeSet<Integer> learners = new TreeSet<>();
        boolean three = group.random.nextBoolean();
        int voting = three ? 5 : 1 + group.random.nextInt(7);
        int learning = three ? 10 : voting + group.random.nextInt(5);
        for (int node = 1; node <= NODES; node++) {
            int fate = group.random.nextInt(10);
            if (fate < voting && !(three && voters.size() == 3)) {
                voters.add(node);
            } else if (fate < learning) {
                learners.add(node);
            }
            if (fate < learning) {
                join(node);
            }
        }
        if (!voters.isEmpty()) {
            group.reconfigure(leader, Configuration.of(voters, learners));
        }
    }

    /** One node more or less, or one that changes sides. */
    void addOrRemove(Host leader) {
        Optional<Configuration> now = leader.raft.flatMap(up -> leader.status().configuration());
        if (now.isEmpty()) {
            return;
        }
        TreeSet<Integer> voters = new TreeSet<>(now.get().voters());
        TreeSet<Integer> learners = new TreeSet<>(now.get().learners());
        int node = 1 + group.random.nextInt(NODES);
        boolean was = voters.remove(node);
        learners.remove(node);
        if (!was && group.random.nextInt(3) > 0) {
            voters.add(node);
        } else if (!was || group.random.nextBoolean()) {
            learners.add(node);
        }
        join(node);
        if (!voters.isEmpty()) {
            group.reconfigure(leader, Configuration.of(voters, learners));
        }
    }

    /** What an operator does about dead nodes: others take the place of voters that the leader does not hear. */
    void replaceSilent(Host leader) {
        Optional<Configuration> now = leader.raft.flatMap(up -> leader.status().configuration());
        if (now.isEmpty()) {
            return;
        }
        TreeSet<Integer> voters = new TreeSet<>(now.get().voters());
        TreeSet<Integer> learners = new TreeSet<>(now.get().learners());
        voters.retainAll(leader.status().reachable());
        for (int node = 1; node <= NODES && voters.size() < now.get().voters().size(); node++) {
            if (!now.get().isVoter(node)) {
                voters.add(node);
                learners.remove(node);
                join(node);
            }
        }
        if (!voters.isEmpty()) {
            group.reconfigure(leader, Configuration.of(voters, learners));
        }
    }

    private void join(int node) {
        if (!group.hosts.containsKey(node)) {
            group.add(node).start();
        }
    }
}
