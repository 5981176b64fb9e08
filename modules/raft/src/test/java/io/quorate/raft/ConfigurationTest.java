package io.quorate.raft;

import static io.quorate.raft.Group.nodes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who takes part, and the bytes that say so. */
class ConfigurationTest {
    private static final Configuration JOINT = new Configuration(nodes(1, 2, 4), nodes(1, 2, 3), nodes(3, 300));

    /** They are on disks: a change here needs a new format. */
    private static final String JOINT_HEX = "00000003" + "00000001" + "00000002" + "00000004"
            + "00000003" + "00000001" + "00000002" + "00000003"
            + "00000002" + "00000003" + "0000012c";

    private static SortedSet<Integer> firstNodes(int count) {
        TreeSet<Integer> nodes = new TreeSet<>();
        for (int node = 1; node <= count; node++) {
            nodes.add(node);
        }
        return nodes;
    }

    private static Configuration decode(String hex) {
        return Configuration.decode(HexFormat.of().parseHex(hex));
    }

    private static IllegalArgumentException assertMalformed(byte[] bytes) {
        return assertThrows(
                IllegalArgumentException.class,
                () -> Configuration.decode(bytes),
                HexFormat.of().formatHex(bytes));
    }

    @Test
    void itsBytesDoNotChange() {
        assertEquals(JOINT_HEX, HexFormat.of().formatHex(JOINT.encode()));
        assertEquals(JOINT, decode(JOINT_HEX));
    }

    @Test
    void whatWasWrittenIsRead() {
        Configuration largest =
                new Configuration(firstNodes(21), firstNodes(21), nodes(Integer.MAX_VALUE, Integer.MAX_VALUE - 1));
        for (Configuration each : new Configuration[] {
            Configuration.of(nodes(1), nodes()),
            Configuration.of(nodes(1, 2, 3), nodes(4)),
            JOINT,
            largest,
            Configuration.of(firstNodes(Configuration.MAX_MEMBERS), nodes())
        }) {
            assertEquals(each, Configuration.decode(each.encode()));
        }
    }

    @Test
    void bytesThatEndEarlyAreRefused() {
        byte[] whole = JOINT.encode();
        for (int length = 0; length < whole.length; length++) {
            assertMalformed(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void bytesThatGoOnAreRefused() {
        byte[] whole = JOINT.encode();
        assertTrue(assertMalformed(Arrays.copyOf(whole, whole.length + 1))
                .getMessage()
                .contains("1 bytes follow"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // No voter.
                "00000000" + "00000000" + "00000000",
                // No voter, though there is one that goes.
                "00000000" + "00000001" + "00000001" + "00000000",
                // Node 1 as a voter and as a learner.
                "00000001" + "00000001" + "00000000" + "00000001" + "00000001",
                // Counts that are negative, more than allowed, and so many that their bytes overflow an int.
                "ffffffff" + "00000001",
                "00000041" + "00000001",
                "40000001" + "00000001"
            })
    void bytesThatSayNothingSensibleAreRefused(String hex) {
        assertMalformed(HexFormat.of().parseHex(hex));
    }

    @Test
    void hasAtMostSoManyMembersOfAllKindsTogether() {
        SortedSet<Integer> most = firstNodes(Configuration.MAX_MEMBERS);
        assertEquals(
                Configuration.MAX_MEMBERS,
                Configuration.of(most, nodes()).members().size());
        assertThrows(IllegalArgumentException.class, () -> Configuration.of(most, nodes(1_000)));
        assertThrows(IllegalArgumentException.class, () -> new Configuration(most, nodes(1_000), nodes()));
    }

    @Test
    void doesNotChangeWithTheSetsItWasMadeOf() {
        SortedSet<Integer> voters = nodes(1, 2, 3);
        Configuration configuration = Configuration.of(voters, nodes());
        voters.add(4);
        assertEquals(nodes(1, 2, 3), configuration.voters());
        assertThrows(
                UnsupportedOperationException.class,
                () -> configuration.voters().add(4));
    }

    @Test
    void aChangeGoesOverBothSidesToTheTarget() {
        Configuration before = Configuration.of(nodes(1, 2, 3), nodes(4));
        Configuration target = Configuration.of(nodes(1, 2, 4), nodes(3, 5));
        Configuration joint = before.towards(target);
        assertEquals(new Configuration(nodes(1, 2, 4), nodes(1, 2, 3), nodes(3, 5)), joint);
        assertTrue(joint.isJoint());
        assertEquals(target, joint.settled());
        assertFalse(target.isJoint());
    }

    @Test
    void aVoterThatBecomesALearnerVotesUntilTheChangeIsThrough() {
        Configuration joint =
                Configuration.of(nodes(1, 2, 3), nodes()).towards(Configuration.of(nodes(1, 2), nodes(3)));
        assertTrue(joint.isVoter(3));
        assertFalse(joint.settled().isVoter(3));
        assertEquals(nodes(1, 2, 3), joint.members());
        assertEquals(nodes(1, 2, 3), joint.settled().members());
    }

    @Test
    void membersAreNumberedFromOneOnAndWrittenInOrder() {
        assertThrows(IllegalArgumentException.class, () -> Configuration.of(Group.nodes(0, 1), Group.nodes()));
        byte[] twice = {0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
        assertThrows(IllegalArgumentException.class, () -> Configuration.decode(twice));
    }
}
