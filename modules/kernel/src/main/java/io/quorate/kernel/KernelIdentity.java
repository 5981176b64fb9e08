package io.quorate.kernel;

import io.quorate.log.NodeId;

/**
 * Who this node is.
 *
 * @param clusterId given at the cluster's first start, kept in its data
 * @param softwareVersion for people
 */
public record KernelIdentity(String clusterId, NodeId node, String softwareVersion) {}
