package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs of the pages about the SDK are compiled and run, and have in them the calls that their tables name. */
@Timeout(300)
class SdkPagesIT {
    private static final Path DOCS = Path.of("../../docs");
    private static final Pattern HERE = Pattern.compile("(?m)^\\| .*? \\| `([^`]+)`.*? \\| .* \\|$");

    @TempDir
    private Path scratch;

    @Test
    void theirProgramsRun() throws Exception {
        try (ServerProcess server = ServerProcess.start(scratch)) {
            Shipped.deploy(server.endpoint(), "lock", "kv");
            for (String page : List.of("sdk.md", "from-curator.md", "from-etcd.md")) {
                Page.Block program = program(page);
                Path source = Files.writeString(scratch.resolve(program.file()), program.content());
                assertEquals(
                        0,
                        ToolProvider.getSystemJavaCompiler()
                                .run(
                                        null,
                                        null,
                                        null,
                                        "-proc:none",
                                        "-d",
                                        scratch.toString(),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        source.toString()),
                        page);
                run(program.file().replace(".java", ""), server.endpoint());
            }
        }
    }

    private void run(String className, String endpoint) throws Exception {
        URL[] classes = {scratch.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(classes)) {
            loader.loadClass(className).getMethod("main", String[].class).invoke(null, (Object)
                    new String[] {endpoint});
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"from-curator.md", "from-etcd.md"})
    void whatTheirTablesNameIsInTheProgram(String page) throws Exception {
        String program = program(page).content();
        List<String> named = new ArrayList<>();
        Matcher row = HERE.matcher(Files.readString(DOCS.resolve(page)));
        while (row.find()) {
            if (row.group(1).contains("(")) {
                named.add(row.group(1));
            }
        }
        assertTrue(named.size() > 8, named.toString());
        named.removeIf(program::contains);
        assertEquals(List.of(), named);
    }

    private static Page.Block program(String page) throws Exception {
        List<Page.Block> blocks = Page.read(DOCS.resolve(page)).blocks();
        assertEquals(1, blocks.size(), page);
        return blocks.get(0);
    }

    @Test
    void theTestsThatPastBugsNameAreThere() throws Exception {
        Map<String, String> sources = new HashMap<>();
        for (String area : List.of("modules", "recipes", "distribution")) {
            try (Stream<Path> files = Files.walk(DOCS.resolveSibling(area))) {
                for (Path file : files.filter(each -> each.toString().matches(".*/src/test/java/.*(Test|IT)\\.java"))
                        .toList()) {
                    sources.merge(
                            file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
                }
            }
        }
        Matcher test =
                Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`").matcher(Files.readString(DOCS.resolve("past-bugs.md")));
        int found = 0;
        while (test.find()) {
            String source = sources.getOrDefault(test.group(1), "");
            assertTrue(source.contains("void " + test.group(2) + "("), test.group());
            found++;
        }
        assertTrue(found > 20, "tests are named");
    }
}
