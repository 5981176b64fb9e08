package io.quorate.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of the documentation that can be followed: what is fenced in it. */
record Page(List<Block> blocks) {
    private static final Pattern FENCED = Pattern.compile("(?ms)^([^\n]*)\n\n?```(\\w+)\n(.*?)^```$");
    private static final Pattern FILE = Pattern.compile("`(\\S+)`:");

    /**
     * A fenced block.
     *
     * @param before the line before it, which names the file when the block is one
     */
    record Block(String before, String language, String content) {
        /** The file whose content it is. */
        String file() {
            Matcher named = FILE.matcher(before);
            if (!named.find()) {
                throw new IllegalStateException("'" + before + "' names no file for the block behind it");
            }
            return named.group(1);
        }
    }

    static Page read(Path file) throws IOException {
        String text = Files.readString(file);
        List<Block> blocks = new ArrayList<>();
        Matcher fenced = FENCED.matcher(text);
        while (fenced.find()) {
            blocks.add(new Block(fenced.group(1), fenced.group(2), fenced.group(3)));
        }
        long fences = text.lines().filter(line -> line.startsWith("```")).count();
        if (fences != 2L * blocks.size()) {
            throw new IllegalStateException(file + " has " + fences + " fences and " + blocks.size() + " blocks");
        }
        return new Page(blocks);
    }

    /**
     * Compiles its blocks of Java, each by itself.
     *
     * @param framed makes the source of a class {@code com.example.Snippet} of a block
     */
    void compileSnippets(Path scratch, UnaryOperator<String> framed) throws IOException {
        List<Block> snippets =
                blocks.stream().filter(block -> block.language().equals("java")).toList();
        if (snippets.isEmpty()) {
            throw new IllegalStateException("the page has no Java");
        }
        for (Block snippet : snippets) {
            CompiledRecipe.of(scratch, "page", "com.example.Snippet", framed.apply(snippet.content()));
        }
    }
}
