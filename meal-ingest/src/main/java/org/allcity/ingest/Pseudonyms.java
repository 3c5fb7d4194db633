package org.allcity.ingest;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Turns a citizen id into the only name it has behind this door: HMAC-SHA-256 under the secret key, first 16 bytes. */
public final class Pseudonyms {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    public Pseudonyms(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** Of a citizen id in its normal form (trimmed, upper case), or the same person would be two. */
    DinerKey of(String citizenId) {
        try {
            // A Mac has state and is not to be shared between threads; a new one costs about a microsecond.
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return DinerKey.pseudonym(mac.doFinal(citizenId.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("HMAC-SHA-256 is not available in this JDK", e);
        }
    }
}
