package org.allcity.ingest;

/** The terminal that a report came from, and where it stands: taken from its registration, never from the report. */
public record TerminalPlace(String terminalId, String pointId, String district, String subdistrict) {}
