package io.quorate.kernel;

import io.quorate.kernel.apply.Applier;
import io.quorate.kernel.lead.Leader;
import io.quorate.kernel.state.FormerClusters;
import io.quorate.kernel.state.KernelRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.MemberDirectories;
import io.quorate.kernel.state.StateRows;
import io.quorate.log.LogStatus;
import io.quorate.log.NodeId;
import io.quorate.log.ReplicatedLog;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.storage.StateStore;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a node tells of itself and of its cluster. */
record NodeStatus(
        Applier applier, StateStore store, ReplicatedLog log, KernelIdentity identity, Leader leader, Serving serving) {
    KernelStatus ofKernel() {
        KernelRow numbers = applier.numbers();
        return new KernelStatus(
                numbers.epoch(),
                numbers.revision(),
                store.applied().index(),
                store.durable().index(),
                numbers.sessions(),
                leader.isReady(),
                log.status().leadership().leader(),
                numbers.chain(),
                applier.limits().now(),
                FormerClusters.of(applier.rows()).ids(),
                serving.fault());
    }

    SystemQuery.Status ofCluster() {
        LogStatus group = log.status();
        KernelRow numbers = applier.numbers();
        return new SystemQuery.Status(
                identity.clusterId(),
                numbers.epoch(),
                group.group(),
                group.self().value(),
                role(group),
                group.leadership().term(),
                group.leadership().leader().map(NodeId::value).orElse(0),
                group.membership().voters().stream().map(NodeId::value).toList(),
                group.membership().learners().stream().map(NodeId::value).toList(),
                group.commitIndex(),
                store.applied().index(),
                store.durable().index(),
                numbers.revision(),
                numbers.chain(),
                numbers.logTimeMillis(),
                numbers.kernelLevel(),
                numbers.sessions(),
                identity.softwareVersion(),
                serving.problem().map(Problem::message).orElse(""));
    }

    private static String role(LogStatus group) {
        if (group.leadership().leader().filter(group.self()::equals).isPresent()) {
            return "LEADER";
        }
        return group.membership().learners().contains(group.self()) ? "LEARNER" : "FOLLOWER";
    }

    SortedMap<NodeId, String> memberDirectories() {
        TreeMap<NodeId, String> directories = new TreeMap<>();
        MemberDirectories.of(applier.rows())
                .byNode()
                .forEach((node, directory) -> directories.put(new NodeId(Integer.parseInt(node)), directory));
        return directories;
    }

    SortedMap<NodeId, String> peerAddresses() {
        TreeMap<NodeId, String> addresses = new TreeMap<>();
        byte[] row = applier.rows().get(Keys.peerAddresses());
        if (row != null) {
            StateRows.PEER_ADDRESSES
                    .decode(row)
                    .byNode()
                    .forEach((node, address) -> addresses.put(new NodeId(Integer.parseInt(node)), address));
        }
        return addresses;
    }
}
