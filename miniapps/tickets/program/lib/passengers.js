// Passenger data as the server will check it, so that a mistake is said beside its field before anything is sent.
const FIELDS = ['given_name', 'family_name', 'born', 'document', 'document_until'];
const NAME = /^[A-Za-zÀ-ÖØ-öø-ɏ]+(?:[ '’-][A-Za-zÀ-ÖØ-öø-ɏ]+)*$/;

function isDay(text) {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!found) return false;
  const [year, month, day] = found.slice(1).map(Number);
  const date = new Date(year, month - 1, day);
  return date.getMonth() === month - 1 && date.getDate() === day;
}

// field -> code of `field_…` in the words. departs, arrives: ISO days.
function problemsOf(passenger, departs, arrives) {
  const found = {};
  for (const field of FIELDS) {
    const text = String(passenger[field] || '').trim();
    if (!text) found[field] = 'missing';
    else if (field.endsWith('name') && (text.length > 40 || !NAME.test(text))) found[field] = 'letters';
    else if (field === 'document' && !/^[A-Z0-9]{6,12}$/.test(text.toUpperCase())) found[field] = 'document';
    else if ((field === 'born' || field === 'document_until') && !isDay(text)) found[field] = 'date';
    else if (field === 'born' && (text > departs || Number(text.slice(0, 4)) < Number(departs.slice(0, 4)) - 120)) found[field] = 'past';
    else if (field === 'document_until' && text < arrives) found[field] = 'expired';
  }
  return found;
}

module.exports = { FIELDS, problemsOf };
