package org.allcity.counts.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/** A Lua script, called by its hash. A server that does not know it (restarted, flushed, failed over) is sent the text. */
final class Script {

    private final String file;
    private final byte[] text;
    private final RedisCalls calls;
    private final String sha;

    /** @param file name of a file beside this class */
    Script(String file, RedisCalls calls) {
        this.file = file;
        this.text = contents(file);
        this.calls = calls;
        this.sha = calls.commands().digest(text);
    }

    private static byte[] contents(String file) {
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("script: " + file + " (expected: beside " + Script.class.getName() + ")");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it; its answer is a list of texts. */
    List<String> run(byte[][] keys, byte[][] arguments) {
        return runNested(keys, arguments).stream().map(text -> RedisKeys.text((byte[]) text)).toList();
    }

    /** Runs it; its answer is a list of bytes and of such lists. */
    List<Object> runNested(byte[][] keys, byte[][] arguments) {
        return answer(keys, arguments);
    }

    static byte[][] bytes(String... texts) {
        return Arrays.stream(texts).map(RedisKeys::bytes).toArray(byte[][]::new);
    }

    private List<Object> answer(byte[][] keys, byte[][] arguments) {
        try {
            return calls.await(file, calls.commands().evalsha(sha, ScriptOutputType.MULTI, keys, arguments));
        } catch (RedisNoScriptException e) {
            return calls.await(file, calls.commands().eval(text, ScriptOutputType.MULTI, keys, arguments));
        }
    }
}
