package org.allcity.counts.audit;

/**
 * Where the store keeps one count, as people can look it up.
 *
 * @param key what is read as a whole
 * @param field which of the counts in it
 */
public record CellName(String key, String field) {

    @Override
    public String toString() {
        return key + " " + field;
    }
}
