package io.quorate.raft;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Cuts of the network; each takes the place of an earlier one. */
final class Partitions {
    private final Group group;

    Partitions(Group group) {
        this.group = group;
    }

    /** In one direction, or from everybody, or the group falls in two. */
    void cut(Host host) {
        group.heal();
        switch (group.random.nextInt(4)) {
            case 0 -> group.lose(message -> message.from() == host.id);
            case 1 -> group.lose(message -> message.to() == host.id);
            case 2 -> group.cutOff(host.id);
            default -> split(host);
        }
    }

    /** The group falls in two elsewhere. */
    void shift(Host host) {
        group.heal();
        split(host);
    }

    private void split(Host host) {
        TreeSet<Integer> side = new TreeSet<>(group.hosts.keySet());
        side.removeIf(node -> node != host.id && group.random.nextBoolean());
        divide(side);
    }

    /** The host is alone, or with too few voters to lead, or it only speaks no longer. */
    void cutLeader(Host leader) {
        group.heal();
        switch (group.random.nextInt(6)) {
            case 0 -> group.cutOff(leader.id);
            case 1 -> group.lose(message -> message.from() == leader.id);
            case 2 -> split(leader);
            default -> splitOffMinority(leader);
        }
    }

    /** On the host's side are too few voters to decide anything, and any or all of those that have no vote. */
    private void splitOffMinority(Host host) {
        SortedSet<Integer> voters =
                host.status().configuration().map(Configuration::voters).orElseGet(TreeSet::new);
        TreeSet<Integer> side = new TreeSet<>(List.of(host.id));
        int room = (voters.size() - 1) / 2 - (voters.contains(host.id) ? 1 : 0);
        boolean allOthers = group.random.nextBoolean();
        for (int node : group.hosts.keySet()) {
            boolean votes = voters.contains(node);
            boolean wanted = votes ? room > 0 && group.random.nextBoolean() : allOthers || group.random.nextBoolean();
            if (node != host.id && wanted) {
                side.add(node);
                room -= votes ? 1 : 0;
            }
        }
        divide(side);
    }

    private void divide(Set<Integer> side) {
        group.lose(message -> side.contains(message.from()) != side.contains(message.to()));
    }
}
