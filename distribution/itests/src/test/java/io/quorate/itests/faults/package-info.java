/**
 * Clusters of real processes whose machines, disks and network fail, and histories of what clients saw meanwhile. Each node
 * finds the others through a proxy, and its log is on a disk on which SIGKILL is a power loss.
 */
package io.quorate.itests.faults;
