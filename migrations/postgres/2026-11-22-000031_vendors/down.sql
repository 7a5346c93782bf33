DROP TABLE vendor_watches;
DROP TABLE vendor_requests;
DROP TABLE vendor_mandates;
DROP TABLE vendor_clients;
DROP TABLE vendor_imports;
