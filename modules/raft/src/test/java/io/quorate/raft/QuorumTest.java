package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.NavigableSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every configuration of up to five nodes, and every set of nodes that agree. */
class QuorumTest {
    private static final int NODES = 5;
    private static final int SETS = 1 << NODES;

    private static NavigableSet<Integer> set(int bits) {
        TreeSet<Integer> nodes = new TreeSet<>();
        for (int node = 1; node <= NODES; node++) {
            if ((bits >> (node - 1) & 1) == 1) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    private static boolean isMajority(int of, int agree) {
        return of == 0 || Integer.bitCount(of & agree) * 2 > Integer.bitCount(of);
    }

    @Test
    void isMoreThanHalfOfBothSides() {
        for (int voters = 1; voters < SETS; voters++) {
            for (int outgoing = 0; outgoing < SETS; outgoing++) {
                Configuration configuration = new Configuration(set(voters), set(outgoing), new TreeSet<>());
                for (int agree = 0; agree < SETS; agree++) {
                    NavigableSet<Integer> agreeing = set(agree);
                    assertEquals(
                            isMajority(voters, agree) && isMajority(outgoing, agree),
                            Quorum.holds(configuration, agreeing::contains),
                            configuration + " " + agreeing);
                }
            }
        }
    }

    @Test
    void anyTwoOverlapEvenWhileTheConfigurationChanges() {
        for (int before = 1; before < SETS; before++) {
            for (int after = 1; after < SETS; after++) {
                Configuration old = Configuration.of(set(before), new TreeSet<>());
                Configuration joint = old.towards(Configuration.of(set(after), new TreeSet<>()));
                for (int agree = 0; agree < SETS; agree++) {
                    NavigableSet<Integer> one = set(agree);
                    NavigableSet<Integer> others = set(~agree & (SETS - 1));
                    assertFalse(
                            Quorum.holds(joint, one::contains) && Quorum.holds(old, others::contains),
                            "disjoint quorums of " + joint + " and " + old);
                    assertFalse(Quorum.holds(joint, one::contains) && Quorum.holds(joint.settled(), others::contains));
                }
            }
        }
    }

    @Test
    void learnersDoNotCount() {
        Configuration configuration = Configuration.of(Group.nodes(1, 2, 3), Group.nodes(4, 5));
        assertFalse(Quorum.holds(configuration, node -> node != 2 && node != 3));
        assertEquals(7, Quorum.highest(configuration, node -> node == 1 ? 9 : node == 2 ? 7 : node == 3 ? 5 : 100));
    }
}
