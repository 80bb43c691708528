package io.postern.mime;

final class Base64Body {}
