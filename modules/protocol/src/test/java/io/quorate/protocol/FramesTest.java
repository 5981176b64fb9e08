package io.quorate.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.ByteSink;
import io.quorate.codec.CodecException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final int ROUNDS = 200_000;

    @Test
    void damagedFramesAreRefusedAndNothingElseHappens() {
        Random random = new Random(7);
        List<Message> samples = Samples.all();
        for (int i = 0; i < ROUNDS; i++) {
            byte[] frame = content(samples.get(i % samples.size()));
            frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
            assertThrows(CodecException.class, () -> Frames.decode(frame));
        }
    }

    @Test
    void hostileBodiesWithAGoodChecksumAreReadOrRefused() {
        Random random = new Random(8);
        List<Message> samples = Samples.all();
        for (int i = 0; i < ROUNDS; i++) {
            byte[] frame = mutated(content(samples.get(i % samples.size())), random);
            sign(frame);
            readOrRefuse(frame);
        }
    }

    @Test
    void shortFramesAreRefused() {
        for (int length = 0; length <= 5; length++) {
            byte[] frame = new byte[length];
            assertThrows(CodecException.class, () -> Frames.decode(frame));
        }
    }

    @Test
    void lengthsBeyondTheLimitAreRefusedBeforeAllocation() {
        for (int length : new int[] {0, 4, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, ProtocolLimits.MAX_FRAME_BYTES}) {
            CodecException refusal = assertThrows(CodecException.class, () -> Frames.checkLength(length));
            assertTrue(refusal.getMessage().contains(Integer.toUnsignedString(length)), refusal.getMessage());
        }
    }

    @Test
    void messagesTooLargeForAFrameAreNotWritten() {
        Message large = new ServerMessage.Event(1, new EventCursor(0, 1, 0), new byte[ProtocolLimits.MAX_FRAME_BYTES]);
        assertThrows(CodecException.class, () -> Frames.encode(large));
    }

    @Test
    void listsLongerThanTheirLimitAreRefused() {
        List<Long> acks = Collections.nCopies(ProtocolLimits.MAX_ACKS + 1, 1L);
        byte[] frame = content(new ClientMessage.KeepAlive(1, 2, acks));
        assertThrows(CodecException.class, () -> Frames.decode(frame));
    }

    @Test
    void bytesBehindABodyAreRefused() {
        byte[] frame = content(new ClientMessage.CloseSession(1));
        byte[] longer = Arrays.copyOf(frame, frame.length + 1);
        sign(longer);
        assertThrows(CodecException.class, () -> Frames.decode(longer));
    }

    @Test
    void otherProtocolsAreToldApart() {
        Frames.checkPreface(Frames.preface());
        CodecException refusal = assertThrows(
                CodecException.class, () -> Frames.checkPreface("GET / HT".getBytes(StandardCharsets.US_ASCII)));
        assertTrue(refusal.getMessage().contains("Quorate client port"), refusal.getMessage());
        assertArrayEquals(Frames.preface(), Frames.preface());
    }

    private static byte[] content(Message message) {
        byte[] frame = Frames.encode(message);
        return Arrays.copyOfRange(frame, 4, frame.length);
    }

    private static byte[] mutated(byte[] frame, Random random) {
        byte[] mutated = random.nextInt(4) == 0 ? Arrays.copyOf(frame, 5 + random.nextInt(frame.length)) : frame;
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            mutated[4 + random.nextInt(mutated.length - 4)] = (byte) random.nextInt(256);
        }
        return mutated;
    }

    private static void sign(byte[] frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame, 4, frame.length - 4);
        System.arraycopy(new ByteSink().i32((int) crc.getValue()).toByteArray(), 0, frame, 0, 4);
    }

    private static void readOrRefuse(byte[] frame) {
        try {
            Frames.encode(Frames.decode(frame));
        } catch (CodecException expected) {
            // Refused.
        }
    }
}
