package io.quorate.server.config;

import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a node begins as one of several.
 *
 * @param id the same on all of them; a link to a node of another cluster is refused
 * @param members where each node listens for the others, by its number; this node among them. Says who founds the cluster, and
 *     is not looked at for that any more once this node has a log
 * @param joins this node is added to a cluster that others have founded
 * @param listen where this node listens for the others
 */
public record ClusterPlan(String id, SortedMap<NodeId, HostAndPort> members, boolean joins, HostAndPort listen) {
    private static final Pattern MEMBER = Pattern.compile("(\\d{1,5})@(.+)");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public ClusterPlan {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }

    /** The members with which the cluster begins; empty for a node that joins it later. */
    public Optional<Membership> founders() {
        return joins ? Optional.empty() : Optional.of(new Membership(new TreeSet<>(members.keySet()), new TreeSet<>()));
    }

    /** Empty for a node alone. */
    static Optional<ClusterPlan> of(Texts texts, NodeId self) throws ConfigurationException {
        List<String> written = texts.value(Settings.CLUSTER_MEMBERS);
        String id = texts.value(Settings.CLUSTER_ID);
        if (written.isEmpty()) {
            requireAlone(texts, Settings.CLUSTER_ID, !id.isEmpty());
            requireAlone(texts, Settings.CLUSTER_JOIN, texts.value(Settings.CLUSTER_JOIN));
            return Optional.empty();
        }
        String where = texts.where(Settings.CLUSTER_MEMBERS) + ": " + Settings.CLUSTER_MEMBERS.key();
        TreeMap<NodeId, HostAndPort> members = new TreeMap<>();
        for (String member : written) {
            add(members, member, where);
        }
        if (!members.containsKey(self)) {
            throw new ConfigurationException(where + " does not name this node, whose " + Settings.NODE_ID.key()
                    + " is " + self + "; the list is the same on all nodes");
        }
        if (!ID.matcher(id).matches()) {
            throw new ConfigurationException(
                    texts.where(Settings.CLUSTER_ID) + ": " + Settings.CLUSTER_ID.key() + " is '"
                            + id + "'; with " + Settings.CLUSTER_MEMBERS.key()
                            + " it must be the same name on all nodes, of 1 to 64"
                            + " letters, digits, '.', '_' and '-'");
        }
        HostAndPort listen = texts.value(Settings.PEER_LISTEN);
        if (!texts.value(Settings.PEER_INSECURE_LISTEN) && !listen.isLoopback()) {
            throw new ConfigurationException(
                    texts.where(Settings.PEER_LISTEN) + ": " + Settings.PEER_LISTEN.key() + " is '"
                            + listen
                            + "', which other machines can reach, and this version has neither TLS nor credentials; listen"
                            + " on loopback, or allow it with " + Settings.PEER_INSECURE_LISTEN.key() + ": true");
        }
        for (Map.Entry<NodeId, HostAndPort> member : members.entrySet()) {
            if (member.getValue().equals(listen) && !member.getKey().equals(self)) {
                throw new ConfigurationException(texts.where(Settings.PEER_LISTEN) + ": " + Settings.PEER_LISTEN.key()
                        + " is '" + listen + "', which " + Settings.CLUSTER_MEMBERS.key() + " gives node "
                        + member.getKey() + ", and " + Settings.NODE_ID.key() + " is " + self
                        + "; correct one of the three");
            }
        }
        return Optional.of(new ClusterPlan(id, members, texts.value(Settings.CLUSTER_JOIN), listen));
    }

    /** Whoever forgot the members must not found a second cluster. */
    private static void requireAlone(Texts texts, Setting<?> setting, boolean ofSeveral) throws ConfigurationException {
        if (ofSeveral) {
            throw new ConfigurationException(texts.where(setting) + ": " + setting.key() + " is set, but "
                    + Settings.CLUSTER_MEMBERS.key() + " is empty, which founds a cluster of this node alone; list the"
                    + " members, or leave out " + setting.key());
        }
    }

    private static void add(SortedMap<NodeId, HostAndPort> members, String member, String where)
            throws ConfigurationException {
        Matcher matcher = MEMBER.matcher(member);
        Optional<HostAndPort> address = matcher.matches() ? HostAndPort.parse(matcher.group(2)) : Optional.empty();
        int number = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        if (address.isEmpty() || address.get().port() == 0 || number < 1 || number > 65_535) {
            throw new ConfigurationException(where + " has '" + member
                    + "'; allowed is NUMBER@HOST:PORT, such as 2@10.0.0.2:7421, with a number from 1 to 65,535");
        }
        for (Map.Entry<NodeId, HostAndPort> other : members.entrySet()) {
            if (other.getValue().equals(address.get()) && other.getKey().value() != number) {
                throw new ConfigurationException(where + " has nodes " + other.getKey() + " and " + number + " both at "
                        + address.get() + "; give each its own address");
            }
        }
        if (members.put(new NodeId(number), address.get()) != null) {
            throw new ConfigurationException(where + " has two nodes of number " + number + "; give each its own");
        }
    }
}
