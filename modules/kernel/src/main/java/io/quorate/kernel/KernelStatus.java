package io.quorate.kernel;

import io.quorate.log.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * One moment of a kernel.
 *
 * @param leads takes commands
 * @param chain hash over everything applied; equal on replicas at the same index
 * @param limits of the cluster, at the revision
 * @param formerClusters ids of clusters that this one was begun from
 * @param problem why it does not serve; empty when it does
 */
public record KernelStatus(
        int epoch,
        long revision,
        long appliedIndex,
        long durableIndex,
        int sessions,
        boolean leads,
        Optional<NodeId> leader,
        long chain,
        ClusterLimits limits,
        List<String> formerClusters,
        Optional<Problem> problem) {}
