package io.quorate.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.kernel.NodeLimits;
import io.quorate.log.WalOptions;
import io.quorate.storage.lmdb.LmdbOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code config/quorate.yaml} is the table of settings, with each default and what else may stand there. */
class ReferenceFileTest {
    private static final Path FILE = Path.of("../../config/quorate.yaml");
    private static final Path MADE = Path.of("target/quorate.yaml");

    @Test
    void fileAndTableAgree() throws IOException {
        String made = text();
        Files.writeString(MADE, made);
        assertEquals(made, Files.readString(FILE), "copy modules/server/" + MADE + " to config/quorate.yaml");
    }

    @Test
    void fileGivesTheDefaults() throws ConfigurationException {
        ServerConfiguration fromFile = ServerConfiguration.load(Optional.of(FILE), Map.of(), Map.of());
        assertEquals(ServerConfiguration.load(Optional.empty(), Map.of(), Map.of()), fromFile);
        assertEquals(NodeLimits.defaults(), fromFile.limits());
        assertEquals(WalOptions.defaults(), fromFile.log());
        assertEquals(LmdbOptions.DEFAULT, fromFile.store());
    }

    private static String text() {
        StringBuilder text = new StringBuilder("""
                # Configuration of a Quorate server. Every key stands here with its default; delete what you do not change.
                # A flag (--set client.listen=HOST:PORT) comes before an environment variable (QUORATE_CLIENT_LISTEN),
                # that before this file, and this file before the default. Sizes are B, KiB, MiB, GiB or TiB; durations are
                # ms, s, min, h or d; an address is host:port, with an IPv6 host in brackets.
                """);
        String section = "";
        for (Setting<?> setting : Settings.all()) {
            if (!setting.section().equals(section)) {
                section = setting.section();
                text.append("\n").append(section).append(":\n");
            }
            text.append("  # ").append(setting.description()).append("\n");
            text.append("  # Default ")
                    .append(setting.defaultText())
                    .append("; ")
                    .append(setting.kind().range())
                    .append(".\n");
            text.append("  ")
                    .append(setting.key().substring(section.length() + 1))
                    .append(": ")
                    .append(setting.defaultText())
                    .append("\n");
        }
        return text.toString();
    }
}
