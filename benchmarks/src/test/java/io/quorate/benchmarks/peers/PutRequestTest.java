package io.quorate.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PutRequestTest {
    @Test
    void isWhatProtocolBuffersMakeOfIt() {
        byte[] value = new byte[256];
        Arrays.fill(value, (byte) 0xAB);
        String expected = "0a06" + "2f6200000105" + "128002" + "ab".repeat(256);
        assertEquals(expected, HexFormat.of().formatHex(PutRequest.encode(0x105, value)));
    }
}
