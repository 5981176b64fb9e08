package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointTest {
    @Test
    void hostsPortsAndAddressesAreRead() {
        assertEquals(
                List.of(
                        new Endpoint("a", 1),
                        new Endpoint("b", 7420),
                        new Endpoint("::1", 2),
                        new Endpoint("::1", 7420),
                        new Endpoint("fe80::1", 7420)),
                Endpoint.list("a:1, b,[::1]:2,[::1],fe80::1"));
        assertEquals("[::1]:2", Endpoint.of("[::1]:2").toString());
    }

    @Test
    void whatIsWrongIsNamed() {
        for (String wrong : List.of("", "a:0", "a:x", "a:70000", ":1", "a b:1", "a:")) {
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> Endpoint.list("ok:1," + wrong), wrong);
            assertTrue(refusal.getMessage().contains("'" + wrong + "'"), refusal.getMessage());
        }
    }
}
