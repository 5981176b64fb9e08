package io.quorate.kernel.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.CodecException;
import io.quorate.kernel.Address;
import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.state.Check;
import io.quorate.kernel.state.KeyRange;
import io.quorate.recipe.SessionId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchCodecTest {
    private static final SessionId SESSION = SessionId.of(3, 77);
    private static final BundleDigest DIGEST = BundleDigest.of(new byte[] {1});

    private static Batch everything() {
        return new Batch(
                3,
                1,
                1_234,
                1_700_000_000_000L,
                List.of(
                        new Proposal.OpenSession(10_000, new byte[32], "label", "principal"),
                        new Proposal.AttachSession(SESSION, 2),
                        new Proposal.EndSession(SESSION, "closed"),
                        new Proposal.EndStep(SESSION),
                        new Proposal.Call(
                                SESSION,
                                5,
                                new Address("default", "lock", "jobs/nightly"),
                                1,
                                "acquire",
                                new byte[] {(byte) 0xa0},
                                List.of(3L, 4L)),
                        new Proposal.Skip(SESSION, 6),
                        new Proposal.Cancel(SESSION, 7),
                        new Proposal.Acks(SESSION, List.of(1L)),
                        new Proposal.Tick(),
                        new Proposal.Ready(DIGEST, 1, "jdk=17", "lock", "1.0.0", 1, 1, ""),
                        new Proposal.Activate(DIGEST),
                        new Proposal.FailMembersPlan(SESSION, 8, "no quorum"),
                        new Proposal.HashReport(2, 1_024, -5),
                        new Proposal.BeginCheck(),
                        new Proposal.CheckRound(9, 2, List.of(new KeyRange(new byte[] {6, 1}, new byte[0]))),
                        new Proposal.CheckReport(
                                9, 2, 3, new Check.Report(100, List.of(new Check.RangeSum(3, -7)), "")),
                        new Proposal.EndCheck(9, 2, List.of("state 'holder'")),
                        new Proposal.NamespaceStep("team-a"),
                        new Proposal.RestoreStep(9),
                        new Proposal.BeginAnew(2, "prod", 4),
                        new Proposal.Met(2, "7d9f0ab2")));
    }

    @Test
    void keepsItsFormat() throws IOException {
        String golden;
        try (InputStream in = BatchCodecTest.class.getResourceAsStream("/golden/batch-format-1.hex")) {
            golden = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
        assertEquals(golden, HexFormat.of().formatHex(BatchCodec.encode(everything())));
        byte[] bytes = HexFormat.of().parseHex(golden);
        assertEquals(golden, HexFormat.of().formatHex(BatchCodec.encode(BatchCodec.decode(bytes))));
    }

    @Test
    void refusesANewerFormat() {
        byte[] bytes = BatchCodec.encode(everything());
        bytes[0] = 2;
        assertEquals(
                "batch has format 2, this version reads 1",
                assertThrows(CodecException.class, () -> BatchCodec.decode(bytes))
                        .getMessage());
    }

    @Test
    void readsDamagedBytesAsSomethingOrRefusesThem() {
        Random random = new Random(1);
        byte[] good = BatchCodec.encode(everything());
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int k = random.nextInt(4); k > 0 && bytes.length > 0; k--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            read += decodes(bytes) ? 1 : 0;
        }
        assertTrue(read < 20_000);
    }

    private static boolean decodes(byte[] bytes) {
        try {
            BatchCodec.decode(bytes);
            return true;
        } catch (CodecException | IllegalArgumentException | ArithmeticException refused) {
            return false;
        }
    }
}
